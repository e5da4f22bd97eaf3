import Control
import Mathematics
import Robots

extension Randomization {
  /// Reads `cart.mass_kg: {scale: {uniform: [0.6, 1.5]}, when: episode}`.
  ///
  /// - Throws: ``InputError`` for an unknown parameter and for one whose result could be impossible.
  init(_ field: YAMLValue.Field, _ words: Vocabulary) throws(InputError) {
    let names = words.parameters.map(\.name)
    guard let parameter = words.parameters.first(where: { $0.name == field.key })?.parameter else {
      throw field.value.error("the robot has no such parameter; \(NearestName.mend(field.key, in: names))")
    }
    let operations = Operation.allCases.map(\.rawValue)
    let fields = try field.value.fields(operations + ["when", "group"])
    let found = Operation.allCases.filter { fields.optional($0.rawValue) != nil }
    guard found.count == 1 else {
      throw field.value.error(
        "a randomization has one operation and here are \(found.count); "
          + "write one of \(operations.joined(separator: ", "))")
    }
    let draw = try fields.required(found[0].rawValue)
    self.init(
      field: field.key, operation: found[0], distribution: try Distribution(draw),
      moment: try fields.optional("when").map(Self.moment) ?? .episode,
      group: try fields.optional("group")?.text())
    if let name = fields.optional("group"), moment != .episode {
      throw name.error("draws together only at an episode's start; leave group or when out")
    }

    let nominal = words.nominal.parameters[field.key] ?? 0
    if operation == .scale && nominal == 0 {
      throw draw.error("scales a nominal value of 0 and so changes nothing; use set or add")
    }
    let place = try draw.namedFields()[0].value
    for extreme in extremes(of: nominal) {
      if let problem = parameter.problem(with: extreme) {
        throw place.error("at its extreme the parameter \(problem); narrow the distribution")
      }
    }
  }

  /// The least and the greatest result.
  private func extremes(of nominal: Double) -> [Double] {
    let support = distribution.support
    return [support.lowerBound, support.upperBound].map { draw in
      switch operation {
      case .set: draw
      case .scale: nominal * draw
      case .add: nominal + draw
      }
    }
  }

  private static func moment(_ value: YAMLValue) throws(InputError) -> Moment {
    if case .fields = value.content {
      return .interval(try value.fields(["interval_s"]).number("interval_s", .positive))
    }
    let text = try value.text()
    switch text {
    case "episode": return .episode
    case "step": return .step
    default:
      throw value.error("\"\(text)\" is no moment; write episode, step or {interval_s: SECONDS}")
    }
  }
}

extension RandomizationSet {
  init(name: String, _ value: YAMLValue, _ words: Vocabulary) throws(InputError) {
    var randomizations: [Randomization] = []
    for field in try value.namedFields() { randomizations.append(try Randomization(field, words)) }
    self.init(name: name, randomizations: randomizations)
  }

  /// This set where it says something, and the other elsewhere, in the other's order.
  func completed(from other: RandomizationSet) -> RandomizationSet {
    let own = Dictionary(uniqueKeysWithValues: randomizations.map { ($0.field, $0) })
    let inherited = Set(other.randomizations.map(\.field))
    return RandomizationSet(
      name: name,
      randomizations: other.randomizations.map { own[$0.field] ?? $0 }
        + randomizations.filter { !inherited.contains($0.field) })
  }
}
