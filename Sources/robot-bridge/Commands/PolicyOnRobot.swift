import ArgumentParser
import Control
import Foundation
import Planning
import Policies
import Robots
import Wire

/// The arguments that name a policy and the robot it is for.
struct PolicyOnRobot: ParsableArguments {
  @Argument(help: "A policy file, as sim2real train writes it.")
  var policy: String

  @Option(help: "The robot's folder, such as robots/cartpole.")
  var robot: String

  @Option(help: "udp:HOST:PORT or serial:PATH[:BAUD]; otherwise the link of robot.yaml.")
  var link: String?

  /// Reads and compares everything before the link is touched.
  func load() throws -> LoadedPolicy {
    let file = try PolicyFile(reading: policy)
    guard !file.needsSimulator else {
      throw ValidationError(
        "\(policy): plans on the simulator, which only sim2real has: train the planner with a learned model (learner.planner.model).")
    }
    let robot = try RobotDescription(contentsOf: URL(fileURLWithPath: robot))
    let address = try LinkAddress(link ?? robot.link.address)
    let model = robot.folder.appendingPathComponent(robot.model)
    try robot.checkThatTheWireCarriesIt()
    let expected = robot.interface(period: file.interface.period)
    if let difference = expected.firstDifference(from: file.interface) {
      throw ValidationError(
        "\(policy): is for another robot than \(self.robot): \(difference); train it again or name its robot with --robot.")
    }
    return LoadedPolicy(
      path: URL(fileURLWithPath: policy).standardizedFileURL.path, file: file, robot: robot, address: address,
      urdf: try InputFile.text(of: model))
  }
}

/// A policy with the robot that it fits.
struct LoadedPolicy {
  let path: String
  let file: PolicyFile
  let robot: RobotDescription
  let address: LinkAddress
  let urdf: String

  /// The robot's file has the last word on its safety, whatever it said when the policy was trained.
  func limits(scale: Double) -> SafetyLimits {
    robot.safetyLimits(effortScale: file.limits.effortScale * scale)
  }

  func makeController(
    limits: SafetyLimits, exploration: ExplorationNoise? = nil, warmUpTicks: Int = 0
  ) -> PolicyController<FilePolicy> {
    PolicyController(
      policy: file.makePolicy(limits: limits),
      pipeline: ControlPipeline(
        interface: file.interface, layout: file.layout, decoder: file.decoder, limits: limits),
      exploration: exploration, warmUpTicks: warmUpTicks)
  }
}

extension ControlInterface {
  /// What this robot has that the other has not, in words; nil for the same robot.
  func firstDifference(from other: ControlInterface) -> String? {
    if self == other { return nil }
    if robot != other.robot { return "the robot is \(robot), not \(other.robot)" }
    let names = joints.map(\.name)
    if names != other.joints.map(\.name) {
      return "its joints are \(names.joined(separator: ", ")), not \(other.joints.map(\.name).joined(separator: ", "))"
    }
    for (ours, theirs) in zip(joints, other.joints) where ours != theirs {
      return "the kind or the limits of the joint \(ours.name) differ"
    }
    if sensors != other.sensors { return "its sensors or their order differ" }
    return "its actuators or their limits differ"
  }
}
