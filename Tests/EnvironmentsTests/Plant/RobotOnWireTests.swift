import Control
import Environments
import Evaluation
import Firmware
import Hardware
import Learning
import Mathematics
import RobotTestSupport
import Robots
import Scenarios
import Testing
import Wire

/// A robot's firmware on the other end of a link, in lockstep, as an environment.
@Suite struct RobotOnWireTests {
  private func train(_ body: (PlantEnvironment<HardwarePlant>) throws -> Void) throws {
    let (bridge, robot) = MemoryLink.pair()
    let thread = RobotThread(
      DampedMasses(), on: robot, configuration: FirmwareConfiguration(lockstepPeriod: MassScenario.period))
    defer { #expect(thread.stop() == nil) }
    let scenario = MassScenario.scenario()
    let plant = HardwarePlant(
      robot: scenario.robot, period: scenario.controlPeriod, link: bridge, options: .init(isLockstep: true))
    let session = plant.session
    do {
      let environment = PlantEnvironment(
        plant, scenario: scenario, options: .init(reset: RobotDescription.Reset(rest: MassScenario.rest)))
      try body(environment)
    }
    #expect(!session.isOpen, "the robot was given back")
  }

  @Test("episodes follow one another over the wire")
  func episodes() throws {
    try train { environment in
      var batch = environment.makeBatch()
      try environment.reset(into: &batch)
      var ended = 0
      for k in 0..<100 {
        try environment.step(Matrix(rows: 1, columns: 1, repeating: k % 2 == 0 ? 0.3 : -0.3), into: &batch)
        #expect(batch.rewards[0] > 0)
        if batch.endings[0] != .running {
          ended += 1
          #expect(abs(batch.readings[0, 1]) <= 0.02)
        }
      }
      #expect(ended == 5)
    }
  }

  @Test("a learner takes its steps on it")
  func learns() throws {
    try train { environment in
      var settings = SACSettings()
      settings.totalSteps = 500
      settings.randomSteps = 200
      settings.batch = 32
      settings.hidden = [16]
      let trainer = SACTrainer(environment: environment, evaluation: nil, settings: settings, seed: 1, threads: 1)
      let first = try trainer.step()
      let second = try trainer.step()
      #expect(first.steps == 250 && second.steps == 500 && second.meanReturn != nil)
    }
  }
}
