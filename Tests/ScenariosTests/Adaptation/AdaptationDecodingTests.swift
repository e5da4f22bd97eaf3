import Mathematics
import Robots
import Scenarios
import Testing

@Suite struct AdaptationDecodingTests {
  private static let mass = "training.cart.mass_kg={scale: {uniform: [1, 1]}, adr: {limit: [0.3, 3], step: 0.1}}"

  @Test("a randomization's adr and the scenario's")
  func reads() throws {
    let scenario = try Swingup.scenario(Self.mass, "adr={episodes: 16, high: 0.9}")
    #expect(scenario.training.randomizations[0].adaptation == RangeAdaptation(limit: 0.3...3, step: 0.1))
    var settings = AutomaticRandomizationSettings()
    (settings.episodes, settings.high) = (16, 0.9)
    #expect(scenario.automaticRandomization == settings)
    #expect(try Swingup.scenario(Self.mass).automaticRandomization == AutomaticRandomizationSettings())
    #expect(try Swingup.scenario().automaticRandomization == nil)
    // Held-out sets have the box that it begins with.
    let extrapolation = try #require(try Swingup.scenario(Self.mass, "held_out={extrapolation: {}}").heldOut.first)
    #expect(extrapolation.randomizations[0].distribution == .uniform([1...1]))
    #expect(extrapolation.randomizations[0].adaptation == nil)
    #expect(scenario.training.widest.randomizations[0].distribution == .uniform([0.3...3]))
  }

  @Test("what cannot be is refused with its place and the mend", arguments: [
    ("{uniform: [1, 1]}, adr: {limit: [1.5, 3], step: 0.1}", "adr.limit: 1.5 … 3.0 does not hold the range 1.0 … 1.0"),
    ("{uniform: [1, 1]}, adr: {limit: [-1, 3], step: 0.1}", "adr.limit: at its limit the parameter would be"),
    ("{uniform: [1, 1]}, adr: {limit: [0.5, 3], step: 0}", "adr.step: 0 is not positive"),
    ("{uniform: [1, 1]}, adr: {limit: [0.5, 3]}", "adr.step: is missing"),
    ("{uniform: [1, 1]}, adr: {limits: [0.5, 3], step: 1}", "adr.limits: this key is unknown; the nearest is limit"),
    ("{uniform: [[1, 1], [2, 2]]}, adr: {limit: [0.5, 3], step: 1}", "adr: moves the ends of one range"),
    ("{uniform: [1, 1]}, when: step, adr: {limit: [0.5, 3], step: 1}", "adr: moves ranges that are drawn from at an"),
  ])
  func refuses(distribution: String, sentence: String) throws {
    let error = try #require(throws: InputError.self) {
      try Swingup.scenario("training.cart.mass_kg={scale: \(distribution)}")
    }
    #expect("\(error)".contains("--set: training.cart.mass_kg." + sentence), "\(error)")
  }

  @Test("settings that contradict each other or move nothing are refused", arguments: [
    ([mass, "adr={low: 0.8, high: 0.7}"], "adr.low: 0.8 is not below high"),
    ([mass, "adr={boundary_probability: 0}"], "boundary_probability: is 0 and no boundary would ever move"),
    (["adr={episodes: 16}"], "adr: moves nothing"),
    ([mass, "held_out.extrapolation.cart.mass_kg={scale: {uniform: [1, 1]}, adr: {limit: [1, 2], step: 1}}"], "only training's ranges move"),
    ([mass.replacing("step: 0.1}", with: "step: 0.1}, group: g"), mass.replacing("cart", with: "pole").replacing("step: 0.1}", with: "step: 0.2}, group: g")],
      "moves with cart.mass_kg, which is of the same group"),
    ([mass, "curriculum=[{name: a}]"], "curriculum: and adr both move the training on"),
  ] as [([String], String)])
  func contradictions(overrides: [String], sentence: String) throws {
    let error = try #require(throws: InputError.self) { try Scenario(contentsOf: Swingup.file, overrides: overrides) }
    #expect("\(error)".contains(sentence), "\(error)")
  }
}
