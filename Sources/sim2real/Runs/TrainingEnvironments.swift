import ArgumentParser
import CommandLineSupport
import Control
import Environments
import Foundation
import Hardware
import Learning
import Mathematics
import Processes
import Robots
import Scenarios
import Simulation
import Wire

/// Where a training's experience comes from, and the environments made of it.
final class TrainingEnvironments {
  enum Source {
    /// Nil: the nominal robot.
    case simulator(Scenario, RandomizationSet?)
    case gymnasium(ExternalScenario)
    case robot(Scenario, RobotOnLink)
    case gridworld(GridworldScenario)

    /// The scenario that is trained on.
    var scenario: ScenarioFile {
      switch self {
      case .simulator(let scenario, _), .robot(let scenario, _): .robot(scenario)
      case .gymnasium(let scenario): .external(scenario)
      case .gridworld(let scenario): .gridworld(scenario)
      }
    }
  }

  /// A robot as it stands there.
  struct RobotOnLink {
    let robot: RobotDescription
    let address: LinkAddress
    let isLockstep: Bool
  }

  let source: Source
  let seed: UInt64
  let threads: Int
  /// With whom the copies are shared.
  let processes: any Communicator
  /// The first that was made to train in: what a policy's file says of its robot is this one's.
  private(set) var training: (any VectorEnvironment)?

  private let divergences: DivergenceRecords

  /// - Parameter folder: the run's, where what led to a divergence is kept.
  init(_ source: Source, seed: UInt64, threads: Int, folder: RunFolder, processes: any Communicator = SingleProcess()) {
    (self.source, self.seed, self.threads, self.processes) = (source, seed, threads, processes)
    divergences = DivergenceRecords(in: folder.url)
  }

  var scenario: ScenarioFile { source.scenario }

  /// What moves the box or the task on while it is trained, where something does.
  var adaptation: AutomaticRandomization? { (training as? SimulatedEnvironments)?.adaptation }
  var curriculum: Curriculum? { (training as? SimulatedEnvironments)?.curriculum }

  /// The scenario with the training box as far as it has come.
  var reached: ScenarioFile {
    guard case .robot(var scenario) = self.scenario, let adaptation else { return self.scenario }
    scenario.training = adaptation.set
    return .robot(scenario)
  }

  /// Least and greatest value of each parameter that the training randomizes.
  var box: [String: [Double]] {
    guard case .simulator(_, let set?) = source, let model = (training as? SimulatedEnvironments)?.model else { return [:] }
    return (adaptation?.set ?? set).box(around: model.nominal)
  }

  /// Which physics it is, as run folders and `training.json` name it.
  var variants: String {
    switch source {
    case .simulator(_, let set): set?.name ?? "nominal"
    case .gymnasium(let scenario): scenario.environment.text
    case .robot(_, let robot): "the robot \(robot.robot.name)"
    case .gridworld: "gridworld"
    }
  }

  /// - Parameter copies: of all processes; this one makes its part of them.
  func make(copies: Int) throws -> any VectorEnvironment {
    let environment = try make(copies: copies, isEvaluation: false)
    if training == nil { training = environment }
    return environment
  }

  /// For evaluations, which must not disturb the training: episodes begin at the scenario's own start and have its full
  /// length.
  func makeEvaluation(copies: Int) throws -> any VectorEnvironment {
    if let evaluation = try evaluation(copies: copies) { return evaluation }
    throw ValidationError(
      "--robot: \(scenario.learner.name) needs an environment beside the one it learns in, and a robot is there once: choose another learner.")
  }

  /// The same for learners that can do without: nil for a robot, which is there once.
  func evaluation(copies: Int) throws -> (any VectorEnvironment)? {
    if case .robot = source { return nil }
    return try make(copies: copies, isEvaluation: true)
  }

  /// What a learned model needs to know of the task.
  func task(in environment: any VectorEnvironment) -> ModelTask {
    switch source {
    case .simulator(let scenario, _), .robot(let scenario, _): ModelTask(scenario)
    case .gymnasium(let scenario): ModelTask(scenario, in: environment)
    case .gridworld: preconditionFailure("a gridworld makes no vector environment")
    }
  }

  /// What a learned model's state must hold.
  func state(of settings: DynamicsSettings, in environment: any VectorEnvironment) -> StateLayout {
    switch source {
    case .simulator(let scenario, let set): StateLayout(for: scenario, set: set?.widest, settings: settings)
    case .robot(let scenario, _): StateLayout(for: scenario, set: scenario.training, settings: settings)
    case .gymnasium:
      StateLayout(interface: environment.interface, observation: environment.layout, settings: settings)
    case .gridworld: preconditionFailure("a gridworld makes no vector environment")
    }
  }

  private func make(copies: Int, isEvaluation: Bool) throws -> any VectorEnvironment {
    let seed = isEvaluation ? RandomStream(seed: seed).split("evaluation").words[0] : seed
    switch source {
    case .simulator(let scenario, let set):
      // What evaluations are made on stands still.
      let course: (AutomaticRandomization?, Curriculum?) =
        isEvaluation ? (nil, nil) : SimulatedEnvironments.course(of: scenario, randomization: set)
      let part = isEvaluation ? 0..<copies : processes.part(of: copies)
      let environment = SimulatedEnvironments(
        scenario: scenario, model: try SimulationModel(of: scenario), copies: part.count, firstCopy: part.lowerBound,
        randomization: set, adaptation: course.0, curriculum: course.1, randomStarts: !isEvaluation, seed: seed, threads: threads)
      environment.onDivergence = { [divergences, seed = self.seed] copy, second in
        divergences.add(second, run: [("scenario", scenario.name), ("seed", "\(seed)"), ("copy", "\(part.lowerBound + copy)")])
      }
      return environment
    case .gymnasium(let scenario):
      return try GymnasiumEnvironments(scenario, copies: copies, seed: seed)
    case .robot(let scenario, let place):
      guard copies == 1 else {
        throw ValidationError(
          "--robot: one robot cannot be \(copies) copies: add --set learner.\(scenario.learner.name).copies=1.")
      }
      return try place.environment(of: scenario)
    case .gridworld(let scenario):
      // Files are refused before; --set cannot give a gridworld another learner either.
      throw ValidationError("\(scenario.file): \(scenario.learner.name) does not learn on gridworlds: choose dyna-q.")
    }
  }
}

extension TrainingEnvironments.RobotOnLink {
  /// The robot of a folder, which must be the scenario's.
  init(_ folder: String, link: String?, isLockstep: Bool, for scenario: Scenario) throws {
    let robot = try RobotDescription(contentsOf: URL(fileURLWithPath: folder))
    try robot.checkThatTheWireCarriesIt()
    try scenario.checkThatReadingsSuffice()
    guard robot.interface(period: scenario.controlPeriod) == scenario.interface else {
      throw ValidationError(
        "--robot \(folder): has other joints, sensors or limits than the robot of \(scenario.file): name the scenario's own.")
    }
    self.init(robot: robot, address: try LinkAddress(link ?? robot.link.address), isLockstep: isLockstep)
  }

  /// Says whether the robot is there and ready before anything is written or moved.
  ///
  /// - Parameter episodeSteps: nil: those of the scenario's training episodes.
  func environment(of scenario: Scenario, episodeSteps: Int? = nil) throws -> PlantEnvironment<HardwarePlant> {
    var plant = HardwarePlant(
      robot: robot, period: scenario.controlPeriod, link: try address.open(as: .bridge),
      options: .init(isLockstep: isLockstep))
    do { _ = try plant.preflight() } catch { throw EnvironmentFailure(Terminal.sentence("\(error)")) }
    plant.stop()
    return PlantEnvironment(
      plant, scenario: scenario,
      options: .init(
        reset: robot.reset,
        // After its time to live a command brakes; in lockstep time stands still meanwhile.
        longestPause: isLockstep ? nil : robot.link.commandTimeToLive,
        ask: { request in
          Terminal.say(request)
          return readLine() != nil
        },
        shouldStop: { StopSignals.requested }),
      episodeSteps: episodeSteps)
  }
}
