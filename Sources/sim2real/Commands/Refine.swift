import ArgumentParser
import CommandLineSupport
import Foundation
import Learning
import Logs
import Policies
import Robots
import Scenarios

struct Refine: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Refine a policy on a robot, or on logs of it.",
    discussion: """
      Learns a model of the robot: an ensemble that is trained on randomized simulation first and then on what the robot
      did, its state with the commands still under way. In the model, and beside it in the simulator, PPO improves the
      policy within a trust region of the old one; of the policies on the way it gives the one that succeeds most in the
      model among those that lose at most 3 points inside the training box.

      The run must have been trained with PPO. Its network, with the normaliser standing still, is the actor: the mean of
      a Gaussian whose width is the run's last exploration, narrowed to 0.3 of it, since what is deployed is the mean.
      The critic is the value function of the run's checkpoint, which knows returns inside the training box, with the
      scale of the rewards that it was trained on; it learns on from there. Where the checkpoint is missing or holds
      another policy, as after a refinement, the critic begins untrained, and for the first 5 iterations it alone learns.
      refine.json says which it was.

      With --robot the policy drives the robot for --seconds, under the safety supervisor and between resets as robot.yaml
      says, with smooth noise on its actions (--explore), so that the model sees what it would not do by itself. With
      --log that has been done before: robot-bridge deploy --explore. Before and after are measured on the robot over
      --episodes episodes each: 20 in lockstep, and none where they cost real time unless you ask for them.

      Writes RUN-refined: policy.onnx, scenario.yaml with the robot, refine.json, and what --resume needs.

      Example:  sim2real refine runs/swingup --robot robots/cartpole --link udp:127.0.0.1:14600 --lockstep
                sim2real refine runs/swingup --log monday.mcap --log tuesday.mcap
      """)

  @Argument(help: ArgumentHelp("The run folder of a policy that was trained with PPO.", valueName: "run"))
  var trained: String

  @Option(help: "A log that robot-bridge recorded; may be given again.")
  var log: [String] = []

  @Option(help: "The robot itself: a folder of robots/.")
  var robot: String?

  @Option(help: "Of --robot: udp:HOST:PORT or serial:PATH[:BAUD]; otherwise the link of robot.yaml.")
  var link: String?

  @Flag(help: "Of --robot: it waits for each command (sim2real emulate --lockstep); time is simulated.")
  var lockstep = false

  @Option(help: "Of --robot: how long the policy drives it to learn from, s.")
  var seconds = 60.0

  @Option(help: "Of --robot: spread of the noise on the actions, in units of the normalised action; 0 for none.")
  var explore = 0.3

  @Option(help: "How far to go from the old policy: a mean KL divergence, nats.")
  var trustRegion = Double(RefinementSettings().trustRegion)

  @Option(help: "Steps of PPO in the model and the simulator.")
  var steps = RefinementSettings().steps

  @Option(help: "Of --robot: episodes before and after; otherwise 20 in lockstep and 0 in real time.")
  var episodes: Int?

  @Option(help: "Every draw but the robot's own follows from it.")
  var seed: UInt64 = 1

  @Option(help: "Threads; they change the speed and nothing else.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "The folder to write; otherwise RUN-refined.")
  var out: String?

  @Flag(help: "Go on with an interrupted refinement: what the robot did and what was learned is kept.")
  var resume = false

  @Option(help: "Write refine.json's figures to this file too.")
  var json: String?

  func validate() throws {
    guard log.isEmpty != (robot == nil) else {
      throw ValidationError("--log, --robot: give logs or a robot to learn from, and not both.")
    }
    guard robot != nil || (link == nil && !lockstep && episodes == nil) else {
      let flag = link != nil ? "link" : lockstep ? "lockstep" : "episodes"
      throw ValidationError("--\(flag): is about a robot: name it with --robot.")
    }
    guard seconds > 0, seconds <= 36_000 else {
      throw ValidationError("--seconds \(seconds): give a positive number of seconds, at most 36000.")
    }
    guard explore >= 0, explore <= 1 else {
      throw ValidationError("--explore \(explore): give a number from 0 to 1.")
    }
    guard trustRegion > 0, trustRegion.isFinite else {
      throw ValidationError("--trust-region \(trustRegion): give a positive number of nats.")
    }
    guard steps > 0 else { throw ValidationError("--steps \(steps): give at least 1.") }
    guard episodes ?? 0 >= 0, episodes != 1 else {
      throw ValidationError("--episodes \(episodes ?? 0): give 0 for none, or 2 and more for an interval.")
    }
    guard threads > 0 else { throw ValidationError("--threads \(threads): give at least 1.") }
  }

  func run() throws {
    let old = RunFolder(trained)
    let file = try PolicyFile(reading: old.policy)
    let scenario = try RunFolder.scenario(for: old.policy, named: nil)
    guard case .ppo(let ppo) = scenario.learner else {
      throw ValidationError("\(old.scenario): was trained with \(scenario.learner.name): refine a policy that PPO trained.")
    }
    guard file.interface == scenario.interface, file.layout == scenario.observation else {
      throw ValidationError("\(old.policy): is not the policy of the scenario beside it: give the folder that train wrote.")
    }
    guard file.network.memory == nil else {
      throw ValidationError("\(old.policy): remembers what it saw, and rollouts in a model begin in the middle of episodes: refine a policy without a memory.")
    }
    try scenario.robot.checkThatTheWireCarriesIt()
    try scenario.checkThatReadingsSuffice()
    let logs = try log.map { try recording(at: $0, for: scenario) }
    let place = try robot.map {
      try TrainingEnvironments.RobotOnLink($0, link: link, isLockstep: lockstep, for: scenario)
    }
    var settings = RefinementSettings()
    settings.trustRegion = Float(trustRegion)
    settings.steps = steps
    let plant = place.map { "robot \($0.robot.name) on \($0.address)" }
      ?? "logs \(logs.map(\.hash).joined(separator: ", "))"
    let keys = RefinementReport.Settings(
      policySha256: file.identity, plant: plant, seconds: place == nil ? 0 : seconds,
      explore: place == nil ? 0 : explore, trustRegion: settings.trustRegion,
      episodes: place == nil ? 0 : episodes ?? (lockstep ? 20 : 0), steps: steps, seed: seed, version: Version.text)

    let path = old.path
    let folder = RunFolder(out ?? (path.hasSuffix("/") ? String(path.dropLast()) : path) + "-refined")
    let exists = FileManager.default.fileExists(atPath: folder.refinement)
    if exists && !resume {
      throw ValidationError("\(folder.path): holds a refinement already: go on with --resume or name another folder with --out.")
    }
    if !exists && resume {
      throw ValidationError("\(folder.path): holds no refinement: leave out --resume to start there.")
    }
    var report = RefinementReport(keys)
    if exists {
      report = try RefinementReport(reading: folder.refinement)
      if let difference = report.difference(from: keys) {
        throw ValidationError("\(folder.refinement): is of another refinement: \(difference): resume with what it was begun with.")
      }
    }
    let refinement = RefinementRun(
      old: old, file: file, scenario: scenario, ppo: ppo, settings: settings, keys: keys, place: place,
      logs: logs.map(\.recording), folder: folder, threads: threads)
    try refinement.run(&report)
    Terminal.show(report.text(for: scenario.interface))
    Terminal.show("Refined \(folder.policy).")
    if let json { try OutputFile.write(report, to: json) }
  }

  private func recording(at path: String, for scenario: Scenario) throws -> (recording: Recording, hash: String) {
    let recorded = try RecordedLog(reading: path)
    guard recorded.header.interface == scenario.interface else {
      throw ValidationError("\(path): is of another robot or control period than \(scenario.file): give logs of the policy's own robot.")
    }
    if let truncation = recorded.truncation { Terminal.say("\(truncation)") }
    let bytes = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
    return (Recording(recorded), String(Fingerprint.sha256([UInt8](bytes)).prefix(12)))
  }
}
