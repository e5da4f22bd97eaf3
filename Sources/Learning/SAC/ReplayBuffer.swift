package import Control
package import Mathematics
package import Networks

/// Transitions of an environment, the oldest overwritten; a row is observation, action, reward, 1 unless the episode
/// terminated, and the observation truly reached.
package final class ReplayBuffer {
  package let observationCount: Int
  package let actionCount: Int
  package private(set) var capacity: Int
  package private(set) var count = 0
  private var next = 0
  /// Memory comes in blocks, as it is needed.    (rowsInBlock × width)
  private var blocks: [FloatBuffer] = []

  private static let rowsInBlock = 16_384
  private var width: Int { 2 * observationCount + actionCount + 2 }

  package init(observationCount: Int, actionCount: Int, capacity: Int) {
    precondition(capacity > 0, "a buffer holds something")
    self.observationCount = observationCount
    self.actionCount = actionCount
    self.capacity = capacity
  }

  /// Takes a step of every copy in, but those that did not take place.
  ///
  /// - Parameters:
  ///   - observed: what the copies acted on.   (copies × o)
  ///   - actions: normalised.                  (copies × a)
  package func append(_ observed: Matrix, _ actions: Matrix, _ batch: StepBatch) {
    for copy in 0..<observed.rows where !batch.endings[copy].isVoid {
      let row = takeRow()
      for i in 0..<observationCount { row[i] = observed[copy, i] }
      for i in 0..<actionCount { row[observationCount + i] = actions[copy, i] }
      let behind = observationCount + actionCount
      row[behind] = batch.rewards[copy]
      row[behind + 1] = batch.endings[copy] == .terminated ? 0 : 1
      for i in 0..<observationCount { row[behind + 2 + i] = batch.reached[copy, i] }
    }
  }

  /// Takes one row of a batch of transitions in.
  package func append(row: Int, of batch: TransitionBatch) {
    let (o, a) = (observationCount, actionCount)
    let target = takeRow()
    let (seen, reached) = (batch.observations.address(from: row * o, o), batch.reached.address(from: row * o, o))
    let actions = batch.actions.address(from: row * a, a)
    for i in 0..<o { target[i] = seen[i] }
    for i in 0..<a { target[o + i] = actions[i] }
    target[o + a] = batch.rewards[row]
    target[o + a + 1] = batch.continues[row]
    for i in 0..<o { target[o + a + 2 + i] = reached[i] }
  }

  /// The next row's place; memory grows with it.
  private func takeRow() -> UnsafeMutablePointer<Float> {
    if next == blocks.count * Self.rowsInBlock { blocks.append(FloatBuffer(count: Self.rowsInBlock * width)) }
    defer {
      next = (next + 1) % capacity
      count = min(count + 1, capacity)
    }
    return blocks[next / Self.rowsInBlock].address(from: next % Self.rowsInBlock * width, width)
  }

  /// Keeps another number of rows from now on: of those held, the newest.
  package func resize(to newCapacity: Int) {
    precondition(newCapacity > 0, "a buffer holds something")
    guard newCapacity != capacity else { return }
    let kept = min(count, newCapacity)
    let old = blocks
    let first = next - kept + (next < kept ? capacity : 0)
    let (oldCapacity, width) = (capacity, width)
    (capacity, count, next, blocks) = (newCapacity, 0, 0, [])
    for i in 0..<kept {
      let index = (first + i) % oldCapacity
      let source = old[index / Self.rowsInBlock].address(from: index % Self.rowsInBlock * width, width)
      takeRow().update(from: source, count: width)
    }
  }

  /// Fills rows of a batch, or all of them, with transitions drawn uniformly, with replacement.
  package func sample(into batch: TransitionBatch, rows: Range<Int>? = nil, from stream: inout RandomStream) {
    precondition(count > 0, "nothing to draw from")
    let (o, a) = (observationCount, actionCount)
    for row in rows ?? 0..<batch.rows {
      let index = stream.index(below: count)
      let source = blocks[index / Self.rowsInBlock]
      let start = index % Self.rowsInBlock * width
      batch.observations.copy(o, of: source, from: start, to: row * o)
      batch.actions.copy(a, of: source, from: start + o, to: row * a)
      batch.rewards[row] = source[start + o + a]
      batch.continues[row] = source[start + o + a + 1]
      batch.reached.copy(o, of: source, from: start + o + a + 2, to: row * o)
    }
  }

  func save(into writer: inout CheckpointWriter) {
    writer.append(UInt64(capacity))
    writer.append(UInt64(count))
    writer.append(UInt64(next))
    for (index, block) in blocks.enumerated() {
      let rows = min(Self.rowsInBlock, count - index * Self.rowsInBlock)
      writer.append(Array(block.array.prefix(rows * width)))
    }
  }

  /// Whether the reader held a buffer of this shape.
  func restore(_ reader: inout CheckpointReader) -> Bool {
    guard let capacity = reader.takeWord(), capacity > 0, capacity < UInt64(Int.max), let count = reader.takeWord(),
      let next = reader.takeWord(), count <= capacity, next < capacity
    else { return false }
    var filled: [FloatBuffer] = []
    for start in stride(from: 0, to: Int(count), by: Self.rowsInBlock) {
      let rows = min(Self.rowsInBlock, Int(count) - start)
      guard let values = reader.takeFloats(), values.count == rows * width else { return false }
      let block = FloatBuffer(count: Self.rowsInBlock * width)
      for i in values.indices { block[i] = values[i] }
      filled.append(block)
    }
    (self.capacity, self.count, self.next, blocks) = (Int(capacity), Int(count), Int(next), filled)
    return true
  }
}

/// Transitions of one gradient step.
package final class TransitionBatch: @unchecked Sendable {
  package let rows: Int
  package let observations: FloatBuffer  // (rows × o)
  package let actions: FloatBuffer       // (rows × a), normalised
  package let rewards: FloatBuffer       // (rows)
  /// 1, or 0 where the episode terminated and nothing is bootstrapped.   (rows)
  package let continues: FloatBuffer
  package let reached: FloatBuffer       // (rows × o)

  package init(rows: Int, observationCount: Int, actionCount: Int) {
    self.rows = rows
    observations = FloatBuffer(count: rows * observationCount)
    actions = FloatBuffer(count: rows * actionCount)
    rewards = FloatBuffer(count: rows)
    continues = FloatBuffer(count: rows)
    reached = FloatBuffer(count: rows * observationCount)
  }
}
