import Glibc

/// Writes scalars over steps as TensorBoard event files.
///
/// Each writer begins a file of its own; TensorBoard joins all files of a folder in the order of their names.
public struct TensorBoardWriter: ~Copyable {
  private var file: OutputFile

  /// Begins an event file in an existing folder.
  ///
  /// - Parameter step: where a resumed run goes on; TensorBoard then forgets what an earlier file says of this step and
  ///   later ones. Nil for a new run.
  public init(folder: String, resumingAt step: Int? = nil) throws(LogError) {
    var created = try OutputFile(creating: Self.freePath(in: folder))
    let now = wallSeconds()
    try created.write(TensorBoardEvent(wallTime: now, step: 0, content: .version).framed)
    if let step { try created.write(TensorBoardEvent(wallTime: now, step: step, content: .sessionStart).framed) }
    file = created
  }

  /// The file being written.
  public var path: String { file.path }

  /// Adds scalars of one step, named like `train/return`; they are in the file when this returns.
  public mutating func add(_ values: [(tag: String, value: Double)], step: Int) throws(LogError) {
    try file.write(TensorBoardEvent(wallTime: wallSeconds(), step: step, content: .scalars(values)).framed)
  }

  /// Waits until what was added is on the disk.
  public func synchronize() throws(LogError) { try file.synchronize() }

  /// `events.out.tfevents.SECONDS.NUMBER.sim2real`, with the first number that is free.
  private static func freePath(in folder: String) -> String {
    let seconds = String(Int(wallSeconds()))
    let padded = String(repeating: "0", count: max(0, 10 - seconds.count)) + seconds
    var number = 0
    while true {
      let digits = String(number)
      let suffix = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      let path = "\(folder)/events.out.tfevents.\(padded).\(suffix).sim2real"
      if access(path, F_OK) != 0 { return path }
      number += 1
    }
  }
}

/// Since 1970, s.
private func wallSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
}
