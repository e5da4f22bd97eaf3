/// Where a log's frames were: what the simulator knew and a robot cannot.
public struct RecordedTransforms: Sendable {
  /// Those that never change, from `/tf_static`.
  public let fixed: [FrameTransform]
  /// From `/tf`, one entry for each tick of the log; empty for a log without any.      (ticks)
  public let ticks: [[FrameTransform]]

  /// - Throws: ``LogError`` when the file is no MCAP file or is damaged.
  public init(reading path: String) throws(LogError) {
    let reader = try MCAPReader(path)
    var (fixed, ticks): ([FrameTransform], [[FrameTransform]]) = ([], [])
    for message in try reader.messages(on: Topic.fixedTransforms.name) {
      var decoder = try CDRDecoder(message.data)
      fixed += try decoder.takeTransforms()
    }
    for message in try reader.messages(on: Topic.transforms.name) {
      var decoder = try CDRDecoder(message.data)
      ticks.append(try decoder.takeTransforms())
    }
    (self.fixed, self.ticks) = (fixed, ticks)
  }
}
