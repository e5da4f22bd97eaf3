import Mathematics
import Networks

/// States of a learned model, the oldest overwritten.
final class StateRing {
  private let width: Int
  private var capacity = 1
  private(set) var count = 0
  private var next = 0
  private var rows = FloatBuffer(count: 0)  // (capacity × width)

  /// - Parameter width: columns of a state.
  init(width: Int) {
    self.width = width
    rows = FloatBuffer(count: width)
  }

  /// Keeps another number of states from now on: of those held, the newest.
  func resize(to newCapacity: Int) {
    precondition(newCapacity > 0, "a ring holds something")
    guard newCapacity != capacity else { return }
    let kept = min(count, newCapacity)
    let first = next - kept + (next < kept ? capacity : 0)
    let resized = FloatBuffer(count: newCapacity * width)
    for i in 0..<kept { resized.copy(width, of: rows, from: (first + i) % capacity * width, to: i * width) }
    (rows, capacity, count, next) = (resized, newCapacity, kept, kept % newCapacity)
  }

  /// Takes `length` states in that lie one after the other.
  func append(_ length: Int, of states: FloatBuffer) {
    for row in 0..<length {
      rows.copy(width, of: states, from: row * width, to: next * width)
      next = (next + 1) % capacity
      count = min(count + 1, capacity)
    }
  }

  /// Writes states drawn uniformly, with replacement.         (length × width)
  func sample(_ length: Int, into states: FloatBuffer, from stream: inout RandomStream) {
    for row in 0..<length {
      states.copy(width, of: rows, from: stream.index(below: count) * width, to: row * width)
    }
  }

  func save(into writer: inout CheckpointWriter) {
    writer.append(UInt64(capacity))
    writer.append(UInt64(next))
    writer.append(Array(rows.array.prefix(count * width)))
  }

  /// Whether the reader held a ring of this width.
  func restore(_ reader: inout CheckpointReader) -> Bool {
    guard let capacity = reader.takeWord(), let next = reader.takeWord(), let saved = reader.takeFloats(),
      next < capacity, saved.count % width == 0, UInt64(saved.count / width) <= capacity, capacity < UInt64(Int32.max)
    else { return false }
    rows = FloatBuffer(count: Int(capacity) * width)
    for i in saved.indices { rows[i] = saved[i] }
    (self.capacity, self.next, count) = (Int(capacity), Int(next), saved.count / width)
    return true
  }
}
