import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Learning
import Processes
import Robots
import Scenarios

struct Train: SharedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a policy in the randomized simulator, or in another environment.",
    discussion: """
      Writes the run folder: scenario.yaml (resolved) with its robot, policy.onnx, checkpoint, TensorBoard
      events, training.json.
      The same seed gives the same policy bits on the same machine, whatever --threads says.

      Example:  sim2real train scenarios/cartpole-swingup.yaml --seed 1 --out runs/swingup
                sim2real train scenarios/cartpole-swingup.yaml --seeds 1..5 --out runs/swingup-seeds
                sim2real train scenarios/gymnasium/hopper.yaml
                sim2real train scenarios/cartpole-swingup.yaml --set learner=sac --robot robots/cartpole --lockstep
                sim2real train scenarios/gridworlds/dyna-maze.yaml
                mpirun -n 8 sim2real train scenarios/cartpole-swingup.yaml --threads 2
                sim2real train scenarios/cartpole-swingup.yaml --set "learner={planner: {planner: mppi}}"

      With mpirun (a build with --traits MPI) PPO's copies are shared among the processes: learner.ppo.copies is their
      number in all, and the policy is the same, to rounding, for any number of processes.

      A planner (learner: planner) with planner: cem or mppi learns the model that it plans with and acts by planning;
      its policy.onnx holds the model, and robot-bridge deploys it. With model: simulator nothing is learned: the file
      is written at once, for sim2real evaluate alone. --from gives it a policy to plan around.
      """)

  @Argument(help: "A file of scenarios/.")
  var scenario: String

  @Option(name: .customLong("set"), help: "Override a value of the scenario, key.path=value; may be given again.")
  var overrides: [String] = []

  @Option(help: "Every draw follows from it.")
  var seed: UInt64 = 1

  @Option(
    help: "Train once for each of these seeds, 1..5 or 1,3,7, in folders seed-N of the run folder; --resume skips finished ones.",
    transform: SeedList.init(parsing:))
  var seeds: SeedList?

  @Option(help: "The run folder; otherwise runs/SCENARIO, with -nominal or the set's name behind it.")
  var out: String?

  @Option(help: "Threads; they change the speed and nothing else.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Go on from the run folder's checkpoint, to the same bits as without the interruption.")
  var resume = false

  @Option(help: "Seconds between two checkpoints, 0: one after each iteration; otherwise 20, or more where they take long.")
  var checkpointSeconds: Double?

  @Flag(help: "Train on the nominal robot: mean delays, nominal noise. This is the control arm.")
  var noRandomization = false

  @Option(help: "Train on a held-out set instead of the training box, such as extrapolation: the reference arm.")
  var variants: String?

  @Option(help: "Leave these randomizations out of the training box, KEY or KEY,KEY with * for any letters; the nominal values stand.")
  var without: String?

  @Option(help: "Train in this environment, gymnasium:ID, with the scenario's learner.")
  var environment: String?

  @Option(help: "Train on this robot instead of the simulator: a folder of robots/.")
  var robot: String?

  @Option(help: "Of --robot: udp:HOST:PORT or serial:PATH[:BAUD]; otherwise the link of robot.yaml.")
  var link: String?

  @Flag(help: "Of --robot: it waits for each command (sim2real emulate --lockstep); time is simulated.")
  var lockstep = false

  @Option(help: "A run or policy to plan around, with its critics as the value of a plan's end (learner: planner).")
  var from: String?

  func validate() throws {
    guard robot != nil || (link == nil && !lockstep) else {
      throw ValidationError("--\(link != nil ? "link" : "lockstep"): says how to reach a robot: name it with --robot.")
    }
    guard robot == nil || environment == nil else {
      throw ValidationError("--robot and --environment contradict each other: give one of them.")
    }
    guard threads > 0 else { throw ValidationError("--threads \(threads): give at least 1.") }
    guard checkpointSeconds.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--checkpoint-seconds \(checkpointSeconds ?? 0): give 0 or more.")
    }
    guard !(noRandomization && variants != nil) else {
      throw ValidationError("--no-randomization and --variants contradict each other: give one of them.")
    }
    guard without == nil || !noRandomization else {
      throw ValidationError("--no-randomization and --without contradict each other: give one of them.")
    }
    guard seeds == nil || seed == 1 else {
      throw ValidationError("--seed and --seeds contradict each other: give one of them.")
    }
  }

  func run(in processes: any Communicator) throws {
    let source = try source()
    let name = source.scenario.name
    let arm = noRandomization ? "-nominal" : (variants.map { "-" + $0 } ?? "") + (without.map { "-without-" + $0 } ?? "")
    let folder = RunFolder(out ?? "runs/" + name + arm.replacing("*", with: "_"))
    let environments = TrainingEnvironments(source, seed: seed, threads: threads, folder: folder, processes: processes)
    try checkThatItIsShared(environments)
    if let seeds {
      guard processes.count == 1 else {
        throw ValidationError("--seeds: are trained one after the other by one process: leave out mpirun, or give one --seed.")
      }
      return try trainEach(of: seeds.seeds, in: folder.path)
    }
    if let found = SeedFolder(folder.path).seeds.first {
      throw ValidationError("\(folder.path): holds the runs of several seeds, such as seed-\(found): go on with --seeds, or name another folder with --out.")
    }
    // The first process's folder counts: others may be on machines that do not see it.
    let exists = try processes.share([FileManager.default.fileExists(atPath: folder.checkpoint.path) ? 1 : 0]) == [1]
    if exists && !resume {
      throw ValidationError("\(folder.path): holds a run already: go on with --resume or name another folder with --out.")
    }
    if resume && !exists {
      guard !processes.isFirst || folder.exists else {
        throw ValidationError("\(folder.path): holds no checkpoint: leave out --resume to start there.")
      }
      Terminal.say("\(folder.path): holds no checkpoint yet: starting from the beginning.")
    }
    if let settings = try planner(in: environments.scenario), case .robot(let scenario) = environments.scenario,
      settings.plan.model == .simulator
    {
      return try writePlanner(settings, for: scenario, to: folder)
    }
    let run = TrainingRun(environments: environments, folder: folder, isResuming: exists, checkpointInterval: checkpointSeconds)
    try run.run(try trainer(for: run))
  }

  /// Several processes can share PPO's training in the simulator, and must mean the same by it.
  private func checkThatItIsShared(_ environments: TrainingEnvironments) throws {
    let processes = environments.processes
    guard processes.count > 1 else { return }
    let scenario = environments.scenario
    guard case .simulator(let robot, let set) = environments.source, case .ppo(let settings) = scenario.learner else {
      throw ValidationError(
        "\(scenario.file): several processes share PPO's training in the simulator only, and this is \(scenario.learner.name) in \(environments.variants): leave out mpirun.")
    }
    guard robot.curriculum.isEmpty, set != robot.training || robot.automaticRandomization == nil else {
      throw ValidationError(
        "\(scenario.file): a \(robot.curriculum.isEmpty ? "box" : "curriculum") that moves with each episode is one process's: leave out mpirun, or what moves it.")
    }
    guard settings.copies >= processes.count else {
      throw ValidationError(
        "\(scenario.file): learner.ppo.copies: \(settings.copies) copies are too few for \(processes.count) processes: give each at least one.")
    }
    let texts = try processes.gather(Array((scenario.resolvedText + environments.variants).utf8))
    if let other = texts.firstIndex(where: { $0 != texts[0] }) {
      throw ValidationError(
        "\(scenario.file): process \(other) reads another scenario or robot here than process 0: give all the same files.")
    }
  }

  func source() throws -> TrainingEnvironments.Source {
    let file = try ScenarioFile(contentsOf: URL(fileURLWithPath: scenario), overrides: overrides)
    if let environment {
      guard let named = ExternalScenario.Environment(environment) else {
        throw ValidationError("--environment \(environment): write gymnasium:ID, such as gymnasium:Hopper-v5.")
      }
      try refuseRandomization(because: "--environment")
      return .gymnasium(ExternalScenario(environment: named, learner: file.learner))
    }
    switch file {
    case .robot(let scenario):
      let set = try randomization(of: scenario)
      guard let robot else { return .simulator(try planning(scenario, set: set), set) }
      try refuseRandomization(because: "--robot")
      return .robot(
        try planning(scenario, set: scenario.training), try .init(robot, link: link, isLockstep: lockstep, for: scenario))
    case .external(let scenario):
      try refuseRobot(for: scenario.file)
      try refuseRandomization(because: scenario.file)
      return .gymnasium(scenario)
    case .gridworld(let scenario):
      try refuseRobot(for: scenario.file)
      try refuseRandomization(because: scenario.file)
      return .gridworld(scenario)
    }
  }

  private func refuseRobot(for file: String) throws {
    guard robot != nil else { return }
    throw ValidationError("--robot: \(file) is no robot's scenario: give one of a robot.")
  }

  private func refuseRandomization(because place: String) throws {
    guard noRandomization || variants != nil || without != nil else { return }
    let flag = noRandomization ? "--no-randomization" : variants != nil ? "--variants" : "--without"
    throw ValidationError("\(flag): only the simulator of a robot is randomized, and \(place) names another environment: leave it out.")
  }

  private func trainer(for run: TrainingRun) throws -> any Trainer {
    switch run.scenario.learner {
    case .ppo(let settings):
      return PPOTrainer(
        environment: try run.environments.make(copies: settings.copies), settings: settings, seed: seed,
        threads: threads, identity: run.identity, processes: run.environments.processes)
    case .rma(let settings):
      let environment = try run.environments.make(copies: settings.ppo.copies)
      guard environment.privilegedCount > 0 else {
        throw ValidationError("\(run.scenario.file): rma's teacher is told the true physics, which only the simulator knows: train there, or choose ppo.")
      }
      guard environment.layout.frames > 1 else {
        throw ValidationError("\(run.scenario.file): rma finds the physics in a history: give observation.frames more than 1.")
      }
      return RMATrainer(
        environment: environment, settings: settings, seed: seed, threads: threads, identity: run.identity)
    case .sac(let settings):
      return SACTrainer(
        environment: try run.environments.make(copies: settings.copies),
        evaluation: try run.environments.evaluation(copies: settings.evaluationEpisodes),
        settings: settings, seed: seed, threads: threads, identity: run.identity)
    case .mbpo(let settings):
      let environment = try run.environments.make(copies: settings.copies)
      return ModelBasedTrainer(
        environment: environment, evaluation: try run.environments.evaluation(copies: settings.evaluationEpisodes),
        task: run.environments.task(in: environment),
        state: run.environments.state(of: settings.model, in: environment), settings: settings, seed: seed,
        threads: threads, identity: run.identity)
    case .policyBackprop(let settings):
      let environment = try run.environments.make(copies: settings.copies)
      return PolicyBackpropTrainer(
        environment: environment, evaluation: try run.environments.evaluation(copies: settings.evaluationEpisodes),
        task: run.environments.task(in: environment),
        state: run.environments.state(of: settings.model, in: environment), settings: settings, seed: seed,
        threads: threads, identity: run.identity)
    case .dynaQ(let settings): return try dynaQTrainer(settings, for: run)
    case .treeSearch(let settings): return try treeSearchTrainer(settings, for: run)
    case .planner(let settings): return try plannerTrainer(settings, for: run)
    }
  }

  private func randomization(of scenario: Scenario) throws -> RandomizationSet? {
    if noRandomization { return nil }
    let set = try namedSet(of: scenario)
    return try without.map { try set.without($0, in: scenario) } ?? set
  }

  private func namedSet(of scenario: Scenario) throws -> RandomizationSet {
    guard let name = variants else { return scenario.training }
    guard let set = scenario.set(named: name) else {
      let known = ["training"] + scenario.heldOut.map(\.name)
      throw ValidationError("--variants \(name): \(scenario.file) has no such set: choose of \(known.joined(separator: ", ")).")
    }
    return set
  }
}
