import Control

/// Writes a log as it happens, on the caller's thread: for runs that do not keep to a clock.
///
/// A loop that does uses ``LogRecorder``.
public struct LogWriter: ~Copyable {
  public let header: LogHeader
  private var file: MCAPWriter
  private var encoder = CDREncoder()
  private var sequence: UInt32 = 0
  private var hasTransforms = false
  private let joints: JointNames

  /// Bytes after which a chunk is written whoever else asks.
  private static let chunkLimit = 256 * 1024

  /// Creates the file with all that stands before the first tick.
  public init(to path: String, header: LogHeader) throws(LogError) {
    var created = try MCAPWriter(creating: path, profile: "ros2", library: "sim2real")
    try created.add(header.metadata)
    for schema in MessageDefinition.schemas { created.add(schema) }
    for topic in Topic.always { created.add(topic.channel) }
    encoder.append(header.urdf)
    created.add(
      message: encoder.bytes, channel: Topic.robotDescription.rawValue, sequence: 0,
      time: header.wallNanoseconds(at: 0))
    try created.flush()
    file = created
    self.header = header
    joints = JointNames(header.interface)
  }

  /// Ticks taken so far.
  public var tickCount: Int { Int(sequence) }
  /// Bytes in the file so far.
  public var size: Int { file.size }

  /// Takes the frames that never move in their parents. Called at most once, before the first tick.
  public mutating func append(fixed transforms: [FrameTransform]) {
    precondition(sequence == 0, "what never changes is said first")
    declareTransforms()
    encoder.restart()
    encoder.append(transforms, at: header.wallNanoseconds(at: 0))
    add(.fixedTransforms, at: 0)
  }

  /// Takes one tick; it reaches the file with its chunk.
  ///
  /// - Parameter transforms: where the robot's frames truly were; none where nobody knows, as on a real robot.
  /// - Precondition: the record has the header's sizes.
  public mutating func append(_ record: TickRecord, transforms: [FrameTransform] = []) throws(LogError) {
    precondition(
      record.reading.values.count == header.interface.sensors.count
        && record.observation.count == header.observationNames.count && record.action.count == header.actionCount
        && record.requested.values.count == header.interface.actuators.count
        && record.applied.values.count == header.interface.actuators.count,
      "a tick has the sizes that the header promises")
    encoder.restart()
    record.encode(into: &encoder)
    add(.tick, at: record.time)

    encoder.restart()
    joints.encode(state: record.reading.values, at: header.wallNanoseconds(at: record.time), into: &encoder)
    add(.jointStates, at: record.time)

    encoder.restart()
    joints.encode(command: record.applied.values, at: header.wallNanoseconds(at: record.time), into: &encoder)
    add(.jointCommands, at: record.time)

    if !transforms.isEmpty {
      declareTransforms()
      encoder.restart()
      encoder.append(transforms, at: header.wallNanoseconds(at: record.time))
      add(.transforms, at: record.time)
    }

    sequence &+= 1
    if file.pending >= Self.chunkLimit { try file.flush() }
  }

  /// The channels of transforms, at their first use.
  private mutating func declareTransforms() {
    guard !hasTransforms else { return }
    hasTransforms = true
    file.add(MessageDefinition.transforms)
    for topic in [Topic.transforms, .fixedTransforms] { file.add(topic.channel) }
  }

  private mutating func add(_ topic: Topic, at time: Double) {
    file.add(
      message: encoder.bytes, channel: topic.rawValue, sequence: sequence, time: header.wallNanoseconds(at: time))
  }

  /// Brings all ticks taken so far to the disk.
  public mutating func flush() throws(LogError) { try file.flush() }

  /// Writes what is pending and the summary. Nothing may follow.
  public mutating func finish() throws(LogError) { try file.finish() }
}
