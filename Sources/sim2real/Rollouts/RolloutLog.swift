import Control
import Logs
import Policies
import Reports
import Scenarios
import Simulation

/// The log of a simulated run, with where the links truly were. The same run gives the same bytes: its clock starts in
/// 1970, since no date of ours means anything to it.
struct RolloutLog: ~Copyable {
  private var writer: LogWriter
  private let frames: LinkFrames
  let path: String

  /// - Parameter policy: what drives the robot; nil for a script.
  init(to path: String, of rollout: Rollout, limits: SafetyLimits, policy: (path: String, file: PolicyFile)?) throws {
    let subject = rollout.subject
    let layout = policy?.file.layout
    let header = LogHeader(
      interface: subject.interface, limits: limits,
      observationNames: layout?.names(for: subject.interface).map(\.name) ?? [],
      actionCount: policy == nil ? 0 : subject.interface.actuators.count, urdf: try subject.urdf(),
      policyFile: policy?.path, policyHash: policy?.file.identity, scenario: subject.scenario?.name,
      scenarioHash: subject.scenario.map { Fingerprint.sha256($0.text) }, seed: rollout.seed, startTime: 0,
      isLockstep: true)
    writer = try LogWriter(to: path, header: header)
    frames = LinkFrames(subject.shownModel, joints: subject.interface.joints.map(\.name))
    self.path = path
    let fixed = frames.fixedTransforms
    if !fixed.isEmpty { writer.append(fixed: fixed) }
  }

  mutating func append(_ tick: Rollout.Tick) throws {
    try writer.append(
      tick.record, transforms: frames.transforms(tick.truth.linkPoses))
  }

  /// - Returns: the file's size, bytes.
  mutating func finish() throws -> Int {
    try writer.finish()
    return writer.size
  }
}
