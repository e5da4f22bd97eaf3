import Control
import Mathematics
import Scenarios
import Testing

@Suite struct HeldOutSetTests {
  /// Relative to nominal where the box scales, absolute where it sets.
  private static let box: [String: (range: ClosedRange<Double>, scales: Bool)] = [
    "cart.mass_kg": (0.6...1.5, true), "pole.mass_kg": (0.6...1.5, true), "pole.length_scale": (0.7...1.3, true),
    "slider.damping_Ns_per_m": (0.3...3, true), "slider.friction_N": (0.3...3, true),
    "hinge.damping_Nms_per_rad": (0.3...3, true), "hinge.friction_Nm": (0.3...3, true),
    "slider.strength": (0.8...1.2, true), "action_delay_s": (0...0.02, false), "observation_delay_s": (0...0.01, false),
  ]
  private static let outside: [String: [ClosedRange<Double>]] = [
    "cart.mass_kg": [0.4...0.6, 1.5...2], "pole.mass_kg": [0.4...0.6, 1.5...2],
    "pole.length_scale": [0.55...0.7, 1.3...1.5], "slider.damping_Ns_per_m": [3...5], "slider.friction_N": [3...5],
    "hinge.damping_Nms_per_rad": [3...5], "hinge.friction_Nm": [3...5], "slider.strength": [0.7...0.8],
    "action_delay_s": [0.02...0.035], "observation_delay_s": [0.01...0.02],
  ]

  private func values(of set: String) throws -> [[String: Double]] {
    let scenario = try Swingup.scenario()
    let nominal = try Swingup.nominal(scenario)
    let variants = try #require(scenario.set(named: set)).variants(500, nominal: nominal, seed: 3)
    return variants.map { variant in
      variant.parameters.reduce(into: [:]) { values, entry in
        let scales = Self.box[entry.key]?.scales ?? false
        values[entry.key] = scales ? entry.value / nominal.parameters[entry.key]! : entry.value
      }
    }
  }

  private func contains(_ range: ClosedRange<Double>, _ value: Double) -> Bool {
    let slack = 1e-12
    return value >= range.lowerBound - slack && value <= range.upperBound + slack
  }

  @Test("training and interpolation stay inside the box and reach its corners", arguments: ["training", "interpolation"])
  func inside(set: String) throws {
    let values = try values(of: set)
    for (name, bound) in Self.box {
      let draws = values.map { $0[name]! }
      #expect(draws.allSatisfy { contains(bound.range, $0) }, "\(name)")
      let width = bound.range.upperBound - bound.range.lowerBound
      #expect(draws.min()! < bound.range.lowerBound + 0.05 * width, "\(name)")
      #expect(draws.max()! > bound.range.upperBound - 0.05 * width, "\(name)")
    }
  }

  @Test("extrapolation lies outside the box in every listed parameter and fills its own ranges")
  func extrapolation() throws {
    let values = try values(of: "extrapolation")
    for (name, ranges) in Self.outside {
      let draws = values.map { $0[name]! }
      #expect(draws.allSatisfy { draw in ranges.contains { contains($0, draw) } }, "\(name)")
      for range in ranges { #expect(draws.contains { contains(range, $0) }, "\(name)") }
      let box = Self.box[name]!.range
      #expect(draws.allSatisfy { $0 <= box.lowerBound + 1e-12 || $0 >= box.upperBound - 1e-12 }, "\(name)")
    }
  }

  @Test("what extrapolation does not name keeps the training range")
  func rest() throws {
    let scenario = try Swingup.scenario()
    let extrapolation = try #require(scenario.set(named: "extrapolation"))
    #expect(extrapolation.randomizations.map(\.field) == scenario.training.randomizations.map(\.field))
    for (own, trained) in zip(extrapolation.randomizations, scenario.training.randomizations) {
      #expect((own == trained) == (Self.outside[own.field] == nil), "\(own.field)")
    }
  }

  @Test("a set's variants depend on its name and the seed alone")
  func seeds() throws {
    let scenario = try Swingup.scenario()
    let nominal = try Swingup.nominal(scenario)
    let interpolation = try #require(scenario.set(named: "interpolation"))
    let first = interpolation.variants(20, nominal: nominal, seed: 1)
    #expect(first == interpolation.variants(20, nominal: nominal, seed: 1))
    #expect(first == Array(interpolation.variants(40, nominal: nominal, seed: 1).prefix(20)))
    #expect(first != interpolation.variants(20, nominal: nominal, seed: 2))
    #expect(first != scenario.training.variants(20, nominal: nominal, seed: 1))
    #expect(Set(first.map { $0.parameters["cart.mass_kg"]! }).count == 20)
  }
}
