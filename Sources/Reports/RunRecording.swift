public import Control
public import Logs
public import Mathematics
public import RobotModels

/// A run of a robot as a page shows it: what it measured and was told, and where its links were.
public struct RunRecording: Sendable {
  public let model: RobotModel
  public let interface: ControlInterface
  public let frames: LinkFrames
  public private(set) var times: [Double] = []        // (ticks), s
  public private(set) var readings: [[Double]] = []   // (ticks × sensors)
  public private(set) var requested: [[Double]] = []  // (ticks × actuators)
  public private(set) var applied: [[Double]] = []    // (ticks × actuators)
  public private(set) var events: [SafetyEvents] = [] // (ticks)
  public private(set) var poses: [[Pose]] = []        // (ticks × (links + free links))
  /// Whether the links' places are the simulator's true ones; otherwise they follow from what was measured.
  public var showsTruth = false

  /// Whether the robot's root moves in the world.
  var isFree: Bool {
    guard let first = poses.first?[model.rootIndex] else { return false }
    return model.base == .floating || poses.contains { ($0[model.rootIndex].position - first.position).length > 1e-6 }
  }

  public init(model: RobotModel, interface: ControlInterface) {
    self.model = model
    self.interface = interface
    frames = LinkFrames(model, joints: interface.joints.map(\.name))
  }

  /// - Parameter poses: of the model's links and free links in the world.     (links + free links)
  public mutating func append(_ record: TickRecord, poses: [Pose]) {
    times.append(record.time)
    readings.append(record.reading.values)
    requested.append(record.requested.values)
    applied.append(record.applied.values)
    events.append(record.events)
    self.poses.append(poses)
  }

  /// A log with the model of its robot. Where the log has transforms, the links are where those say.
  ///
  /// - Throws: ``LogError`` when transforms and ticks contradict each other.
  public init(_ log: RecordedLog, transforms: RecordedTransforms, model: RobotModel) throws(LogError) {
    self.init(model: model, interface: log.header.interface)
    let isTrue = !transforms.ticks.isEmpty
    guard !isTrue || transforms.ticks.count == log.ticks.count else {
      throw LogError(
        .damaged, file: log.file,
        problem: "has \(log.ticks.count) ticks and \(transforms.ticks.count) messages on /tf; record the log again")
    }
    let positions = interface.joints.indices.map { interface.sensorIndex(joint: $0, .position) }
    for (i, tick) in log.ticks.enumerated() {
      let poses = isTrue
        ? frames.poses(from: transforms.fixed + transforms.ticks[i])
        : frames.poses(at: positions.map { $0.map { tick.reading.values[$0] } ?? 0 }) + model.freeLinks.map { _ in Pose() }
      append(tick, poses: poses)
    }
    showsTruth = isTrue
  }
}
