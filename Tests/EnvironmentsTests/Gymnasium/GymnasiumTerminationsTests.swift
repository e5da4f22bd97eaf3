import Control
import Environments
import Mathematics
import Scenarios
import Testing

/// The declared ends of episodes beside the environments themselves, on random rollouts.
@Suite struct GymnasiumTerminationsTests {
  typealias Argument = ExternalScenario.Argument

  static let cases: [(id: String, arguments: [Argument], steps: Int, ends: Bool)] = [
    ("InvertedPendulum-v5", [], 200, true),
    ("Hopper-v5", [], 150, true),
    ("Hopper-v5", [.init("exclude_current_positions_from_observation", .flag(false))], 150, true),
    ("Hopper-v5", [.init("healthy_angle_range", .list([.number(-0.05), .number(0.05)]))], 150, true),
    ("Hopper-v5", [.init("terminate_when_unhealthy", .flag(false))], 150, false),
    ("Walker2d-v5", [], 150, true),
    ("Ant-v5", [.init("healthy_z_range", .list([.number(0.5), .integer(1)]))], 150, true),
    ("Humanoid-v5", [], 100, true),
    ("HalfCheetah-v5", [], 50, false),
  ]

  @Test("the ranges end an episode just where the environment does", arguments: cases.indices)
  func agrees(index: Int) throws {
    let (id, arguments, steps, ends) = Self.cases[index]
    var scenario = ExternalScenario(environment: .gymnasium(id: id), learner: .sac(SACSettings()))
    scenario.arguments = arguments
    let environments = try GymnasiumEnvironments(scenario, copies: 4, seed: 5)
    let terminations = try #require(scenario.terminations(sensors: environments.interface.sensors.count))
    var batch = environments.makeBatch()
    try environments.reset(into: &batch)
    var ended = 0
    for actions in GymnasiumEnvironmentsTests.actions(environments, steps: steps) {
      try environments.step(actions, into: &batch)
      for copy in 0..<4 {
        let reading = batch.reachedReadings.row(copy).map(Double.init)
        let declared = terminations.contains { $0.holds(for: reading) }
        #expect(declared == (batch.endings[copy] == .terminated), "\(reading)")
        ended += declared ? 1 : 0
      }
    }
    #expect(ends == (ended > 0))
  }

  @Test("of an environment that is not known nothing is declared")
  func unknown() {
    let scenario = ExternalScenario(environment: .gymnasium(id: "InvertedDoublePendulum-v5"), learner: .sac(SACSettings()))
    #expect(scenario.terminations(sensors: 9) == nil)
  }
}
