package import Control
package import Mathematics
import Networks

/// A learned model as a plant like any other: it begins at readings that were recorded and never fails.
package struct LearnedPlant: RestorablePlant {
  package let interface: ControlInterface
  private let model: EnsembleModel
  private let layout: StateLayout
  /// First readings to begin at, one drawn for each episode.   (starts × sensors)
  private let starts: Matrix
  private var stream: RandomStream
  private var state: [Float]
  private var ticks = 0
  private let states: FloatBuffer
  private let applied: FloatBuffer
  private let next: FloatBuffer

  /// - Parameter isDeterministic: whether the means alone are followed; the member is drawn anew for each step anyway.
  package init(
    _ ensemble: DynamicsEnsemble, task: ModelTask, starts: Matrix, isDeterministic: Bool = false, stream: RandomStream
  ) {
    precondition(starts.rows > 0 && starts.columns == ensemble.coding.state.sensors, "a start is a reading")
    interface = ensemble.interface
    layout = ensemble.coding.state
    model = EnsembleModel(ensemble, task: task, capacity: 1, depth: 1, isDeterministic: isDeterministic)
    self.starts = starts
    self.stream = stream
    state = [Float](repeating: 0, count: layout.count)
    states = FloatBuffer(count: layout.count)
    applied = FloatBuffer(count: layout.actuators)
    next = FloatBuffer(count: layout.count)
  }

  package mutating func start(into reading: inout Reading) {
    layout.begin(starts.elements, at: starts.offset(ofRow: stream.index(below: starts.rows)), into: &state, at: 0)
    ticks = 0
    write(&reading)
  }

  package mutating func advance(applying command: Command, into reading: inout Reading) {
    for i in state.indices { states[i] = state[i] }
    for i in 0..<layout.actuators { applied[i] = Float(command.values[i]) }
    model.follow(states: states, applied: applied, next: next, drawingFrom: &stream)
    for i in state.indices { state[i] = next[i] }
    ticks += 1
    write(&reading)
  }

  package mutating func stop() {}

  private func write(_ reading: inout Reading) {
    for i in 0..<layout.sensors { reading.values[i] = Double(state[i]) }
    reading.time = Double(ticks) * interface.period
    reading.age = 0
  }

  package func save(into saved: inout SavedState) {
    for value in state { saved.append(Double(value)) }
    saved.append(ticks)
    saved.append(stream)
  }

  package mutating func restore(_ saved: inout SavedState) {
    for i in state.indices { state[i] = Float(saved.takeReal()) }
    ticks = saved.takeInt()
    stream = saved.takeStream()
  }
}
