import Control
import Mathematics
import Scenarios
import Testing

@Suite struct RandomizationTests {
  @Test("each operation is its definition", arguments: [
    (Randomization.Operation.set, 3.0), (.scale, 6.0), (.add, 5.0),
  ])
  func operations(operation: Randomization.Operation, result: Double) {
    var stream = RandomStream(seed: 1)
    let randomization = Randomization(field: "a", operation: operation, distribution: .constant(3))
    #expect(randomization.apply(to: 2, drawingFrom: &stream) == result)
  }

  @Test("adding a randomization leaves the draws of the others as they were")
  func independence() {
    let a = Randomization(field: "a", operation: .set, distribution: .uniform([0...1]))
    let b = Randomization(field: "b", operation: .set, distribution: .normal(mean: 0, standardDeviation: 1))
    let nominal = Variant(["a": 0, "b": 0])
    let alone = RandomizationSet(name: "s", randomizations: [b]).variants(10, nominal: nominal, seed: 5)
    let both = RandomizationSet(name: "s", randomizations: [a, b]).variants(10, nominal: nominal, seed: 5)
    #expect(alone.map { $0.parameters["b"] } == both.map { $0.parameters["b"] })
    #expect(alone.allSatisfy { $0.parameters["a"] == 0 } && both.allSatisfy { $0.parameters["a"] != 0 })
  }

  @Test("distributions are read as they are written", arguments: [
    ("{constant: 0.5}", Distribution.constant(0.5)),
    ("{uniform: [0.5, 1.5]}", .uniform([0.5...1.5])),
    ("{uniform: [[0.4, 0.6], [1.5, 2]]}", .uniform([0.4...0.6, 1.5...2])),
    ("{log_uniform: [0.3, 3]}", .logUniform([0.3...3])),
    ("{log_uniform: [[0.3, 1], [2, 3]]}", .logUniform([0.3...1, 2...3])),
    ("{exponential: {mean: 0.1}}", .exponential(mean: 0.1)),
  ])
  func distributions(text: String, expected: Distribution) throws {
    let scenario = try Swingup.scenario("training.slider.strength={scale: \(text)}")
    #expect(scenario.training.randomizations.first { $0.field == "slider.strength" }?.distribution == expected)
  }

  @Test("a normal distribution may move a bias")
  func normal() throws {
    let scenario = try Swingup.scenario("training.hinge.position.bias={add: {normal: {mean: 0.1, std: 0.2}}}")
    #expect(
      scenario.training.randomizations.first { $0.field == "hinge.position.bias" }?.distribution
        == .normal(mean: 0.1, standardDeviation: 0.2))
  }

  @Test("moments are read as they are written", arguments: [
    ("episode", Randomization.Moment.episode), ("step", .step), ("{interval_s: 0.5}", .interval(0.5)),
  ])
  func moments(text: String, expected: Randomization.Moment) throws {
    let scenario = try Swingup.scenario("training.slider.strength.when=\(text)")
    #expect(scenario.training.randomizations.first { $0.field == "slider.strength" }?.moment == expected)
  }
}
