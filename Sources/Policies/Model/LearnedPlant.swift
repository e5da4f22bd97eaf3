public import Control
public import Mathematics

/// A learned model as a plant like any other: it begins at readings that were recorded and never fails.
public struct LearnedPlant: ~Copyable, RestorablePlant {
  public let interface: ControlInterface
  private let dynamics: LearnedDynamics
  /// First readings to begin at, one drawn for each episode.   (starts × sensors)
  private let starts: Matrix
  /// Whether the means alone are followed.
  private let isDeterministic: Bool
  private var stream: RandomStream
  private var state: [Float]
  private var ticks = 0
  private var applied: [Float]
  private var noise: [Float]

  /// - Parameter isDeterministic: whether the means alone are followed; the member is drawn anew for each step anyway.
  public init(
    _ model: LearnedModel, interface: ControlInterface, starts: Matrix, isDeterministic: Bool = false,
    stream: RandomStream
  ) {
    let layout = model.coding.state
    precondition(starts.rows > 0 && starts.columns == layout.sensors, "a start is a reading")
    self.interface = interface
    dynamics = LearnedDynamics(model, interface: interface, capacity: 1)
    self.starts = starts
    self.isDeterministic = isDeterministic
    self.stream = stream
    state = [Float](repeating: 0, count: layout.count)
    applied = [Float](repeating: 0, count: layout.actuators)
    noise = [Float](repeating: 0, count: model.coding.outputs)
  }

  private var layout: StateLayout { dynamics.model.coding.state }

  public mutating func start(into reading: inout Reading) {
    layout.begin(starts.elements, at: starts.offset(ofRow: stream.index(below: starts.rows)), into: &state, at: 0)
    ticks = 0
    write(&reading)
  }

  public mutating func advance(applying command: Command, into reading: inout Reading) {
    for i in applied.indices { applied[i] = Float(command.values[i]) }
    let elites = dynamics.model.elites
    let member = elites[stream.index(below: elites.count)]
    if isDeterministic {
      dynamics.follow(rows: 1, member: member, states: &state, applied: applied)
    } else {
      for i in noise.indices { noise[i] = Float(stream.normal()) }
      dynamics.follow(rows: 1, member: member, states: &state, applied: applied, noise: noise)
    }
    ticks += 1
    write(&reading)
  }

  public mutating func stop() {}

  private func write(_ reading: inout Reading) {
    for i in 0..<layout.sensors { reading.values[i] = Double(state[i]) }
    reading.time = Double(ticks) * interface.period
    reading.age = 0
  }

  public func save(into saved: inout SavedState) {
    for value in state { saved.append(Double(value)) }
    saved.append(ticks)
    saved.append(stream)
  }

  public mutating func restore(_ saved: inout SavedState) {
    for i in state.indices { state[i] = Float(saved.takeReal()) }
    ticks = saved.takeInt()
    stream = saved.takeStream()
  }
}
