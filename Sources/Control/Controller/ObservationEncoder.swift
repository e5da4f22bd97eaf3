public import Mathematics

/// Turns readings into observations: the only such code, for training, learned models, hardware and replay alike.
public struct ObservationEncoder: Sendable {
  public let layout: ObservationLayout
  public let count: Int
  private let frameCount: Int
  private let commandCount: Int
  /// The last frames and applied commands, the newest first, as they stand in the observation.   (count)
  private var memory: [Float]
  private var isEmpty = true

  public init(layout: ObservationLayout, interface: ControlInterface) {
    self.layout = layout
    count = layout.count(for: interface)
    frameCount = layout.terms.count
    commandCount = interface.actuators.count
    memory = [Float](repeating: 0, count: count)
  }

  /// Forgets the last episode: the next frame fills the whole history, the commands are zero.
  public mutating func reset() {
    for i in memory.indices { memory[i] = 0 }
    isEmpty = true
  }

  /// Takes in a reading and writes the observation to `elements`, from `offset` on.    (count)
  public mutating func encode(_ reading: Reading, into elements: inout [Float], at offset: Int) {
    let frames = frameCount * layout.frames
    for i in stride(from: frames - 1, through: frameCount, by: -1) { memory[i] = memory[i - frameCount] }
    for (i, term) in layout.terms.enumerated() { memory[i] = term.value(reading.values[term.sensor]) }
    if isEmpty {
      for i in stride(from: frameCount, to: frames, by: 1) { memory[i] = memory[i - frameCount] }
      isEmpty = false
    }
    for i in 0..<count { elements[offset + i] = memory[i] }
  }

  /// Remembers what was really applied; it is part of the next observation.
  public mutating func remember(applied command: Command) {
    guard layout.commands > 0 else { return }
    let start = frameCount * layout.frames
    for i in stride(from: count - 1, through: start + commandCount, by: -1) { memory[i] = memory[i - commandCount] }
    for i in 0..<commandCount { memory[start + i] = Float(command.values[i]) }
  }

  public func save(into state: inout SavedState) {
    for value in memory { state.append(Double(value)) }
    state.append(isEmpty)
  }

  public mutating func restore(_ state: inout SavedState) {
    for i in memory.indices { memory[i] = Float(state.takeReal()) }
    isEmpty = state.takeFlag()
  }
}
