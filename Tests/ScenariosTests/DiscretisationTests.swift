import Control
import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct DiscretisationTests {
  private static let settings = """
    {dyna-q: {discretisation: {hold_ticks: 2, sensors: {\
    slider.position: {bins: 4, lower_m: -2, upper_m: 2}, hinge.position: {bins: 9}, \
    hinge.velocity: {edges_rad_per_s: [-3, -1, 1, 3]}}, actuators: {slider.effort: {levels_N: [-14, 0, 7]}}}}}
    """

  private static func discretisation() throws -> Discretisation {
    let scenario = try Scenario(contentsOf: Swingup.file, overrides: ["learner=\(settings)"])
    guard case .dynaQ(let settings) = scenario.learner else { throw InputError(file: "", problem: "no dyna-q") }
    return try #require(settings.discretisation)
  }

  @Test("a state's bins and their middles come back as the same state")
  func roundTrip() throws {
    let discretisation = try Self.discretisation()
    #expect(discretisation.stateCount == 4 * 9 * 5 && discretisation.actionCount == 3 && discretisation.holdTicks == 2)
    for state in 0..<discretisation.stateCount {
      let bins = discretisation.bins(of: state)
      #expect(discretisation.state(ofBins: bins) == state)
      var values = [Float](repeating: 0, count: 5)
      for (axis, bin) in zip(discretisation.axes, bins) { values[1 + axis.sensor] = Float(axis.centre(of: bin)) }
      #expect(discretisation.state(of: values, at: 1) == state)
    }
  }

  @Test("what lies beyond a range is in its outermost bin, and a turning angle is taken modulo a turn")
  func beyond() throws {
    let axes = try Self.discretisation().axes
    #expect([-9, -2, -1.01, 0.01, 2, 9].map { axes[0].bin(of: $0) } == [0, 0, 0, 2, 3, 3])
    #expect(axes[0].bin(of: .nan) >= 0 && axes[0].bin(of: .infinity) == 3 && axes[1].bin(of: .infinity) >= 0)
    for angle in stride(from: -3.0, through: 3.0, by: 0.25) {
      for turns in [-2.0, 1, 5] { #expect(axes[1].bin(of: angle + turns * 2 * Double.pi) == axes[1].bin(of: angle)) }
    }
    #expect(axes[1].bin(of: 0.34) == 0 && axes[1].bin(of: -0.34) == 0 && axes[1].bin(of: 0.36) == 1)
    #expect([-3.1, -3, -0.9, 1, 3].map { axes[2].bin(of: $0) } == [0, 1, 2, 3, 4])
  }

  @Test("an action is its actuator's level over the effort limit")
  func actions() throws {
    let discretisation = try Self.discretisation()
    var actions: [Float] = [9, 9]
    for (action, expected) in [-1, 0, 0.5].enumerated() as EnumeratedSequence<[Float]> {
      discretisation.write(action, into: &actions, at: 1)
      #expect(actions == [9, expected])
    }
  }

  @Test("the resolved scenario holds it")
  func resolved() throws {
    let scenario = try Scenario(contentsOf: Swingup.file, overrides: ["learner=\(Self.settings)"])
    let copy = try Scenario(
      parsing: scenario.resolvedText, file: "resolved.yaml", folder: Repository.root.appendingPathComponent("runs/x"))
    #expect(copy.learner == scenario.learner)
  }

  @Test("a wrong one is refused with its place and its mend", arguments: [
    ("slider.position", "slider.positon", "sensors.slider.positon", "the nearest is slider.position"),
    ("lower_m", "lower_rad", "sensors.slider.position.lower_rad", "the unit is m, not rad"),
    ("lower_m: -2", "lower_m: 3", "sensors.slider.position", "lower_m below its upper_m"),
    ("bins: 4", "bins: 0", "sensors.slider.position.bins", "write at least 1"),
    ("bins: 4", "bins: 4, edges_m: [0]", "sensors.slider.position.edges_m", "edges name every bin already"),
    ("[-3, -1, 1, 3]", "[-3, -1, -1, 3]", "edges_rad_per_s[2]", "sort them"),
    ("bins: 4", "bins: 4000000", "discretisation.sensors", "use fewer bins"),
    ("slider.effort", "hinge.effort", "actuators.hinge.effort", "slider.effort"),
    ("levels_N: [-14", "levels_N: [-15", "levels_N[0]", "write a level within it"),
    ("hold_ticks: 2", "hold_ticks: 0", "discretisation.hold_ticks", "write at least 1"),
    ("actuators: {slider.effort: {levels_N: [-14, 0, 7]}}", "actuators: {}", "actuators.slider.effort", "is missing"),
  ])
  func refused(target: String, replacement: String, key: String, mend: String) throws {
    let broken = Self.settings.replacing(target, with: replacement)
    #expect(broken != Self.settings)
    let error = try #require(throws: InputError.self) {
      try Scenario(contentsOf: Swingup.file, overrides: ["learner=\(broken)"])
    }
    #expect("\(error)".contains(key) && "\(error)".contains(mend), "\(error)")
  }

  @Test("a learner of countable states on a robot without one is told to add it", arguments: [
    ("dyna-q", "learner"), ("{dyna-q: {planning_steps: 3}}", "learner.dyna-q"),
    ("{planner: {planner: mcts}}", "learner.planner"),
  ])
  func missing(learner: String, key: String) throws {
    let error = try #require(throws: InputError.self) {
      try Scenario(contentsOf: Swingup.file, overrides: ["learner=\(learner)"])
    }
    #expect("\(error)".hasPrefix("--set: \(key): ") && "\(error)".contains("add discretisation"), "\(error)")
  }
}
