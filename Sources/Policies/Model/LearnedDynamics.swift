import CKernels
public import Control

/// A learned model at work on rows of states: what `Learning`'s ensemble does, by our own kernels, so that it runs on a
/// robot and gives the same bits on every processor.
///
/// One instance is one shard's workspace. Nothing is allocated in a step after the first.
public final class LearnedDynamics {
  public let model: LearnedModel
  public let capacity: Int
  private let supervised: SupervisedRows?
  private var networks: NetworkWorkspace
  private var applied: [Float]         // (capacity × actuators)
  private var features: [Float]        // (capacity × features)
  private var inputs: [Float]          // (capacity × inputs)
  private var deviations: [Float]      // (capacity × outputs), σ in units of the targets' deviations
  private var lowest: [[Float]]        // (members × outputs), e to the lower bound of ln σ²
  private var highest: [[Float]]       // (members × outputs), e to minus the upper bound
  /// Next reading, applied command and its change of each row, as the reward's terms see them.
  ///                                                                                   (capacity × reward inputs)
  private var reached: [Float]

  /// - Parameters:
  ///   - decoder, limits: of the controller that drives the robot; a row's action passes both.
  ///   - capacity: rows at most.
  public convenience init(
    _ model: LearnedModel, interface: ControlInterface, decoder: ActionDecoder, limits: SafetyLimits, capacity: Int
  ) {
    self.init(
      model, interface, capacity,
      SupervisedRows(interface: interface, decoder: decoder, limits: limits, state: model.coding.state))
  }

  /// For applied commands alone, past decoder and supervisor.
  public convenience init(_ model: LearnedModel, interface: ControlInterface, capacity: Int) {
    self.init(model, interface, capacity, nil)
  }

  private init(
    _ model: LearnedModel, _ interface: ControlInterface, _ capacity: Int, _ supervised: SupervisedRows?
  ) {
    let coding = model.coding
    precondition(
      coding.state.sensors == interface.sensors.count && coding.state.actuators == interface.actuators.count,
      "the model is of another robot")
    self.model = model
    self.capacity = capacity
    self.supervised = supervised
    networks = NetworkWorkspace(for: model.members.map(\.network), capacity: capacity)
    applied = [Float](repeating: 0, count: capacity * coding.state.actuators)
    features = [Float](repeating: 0, count: capacity * coding.featureCount)
    inputs = [Float](repeating: 0, count: capacity * coding.inputs)
    deviations = [Float](repeating: 0, count: capacity * coding.outputs)
    lowest = model.members.map { Self.exponentials($0.lower) }
    highest = model.members.map { Self.exponentials($0.upper.map { -$0 }) }
    reached = [Float](repeating: 0, count: capacity * coding.state.rewardInputs)
  }

  private static func exponentials(_ x: [Float]) -> [Float] {
    var y = x
    s2r_exp(x.count, x, &y)
    return y
  }

  public var stateCount: Int { model.coding.state.count }
  public var outputCount: Int { model.coding.outputs }

  /// Carries rows on by one step with one member.
  ///
  /// - Parameters:
  ///   - states: before the step, and after it.                                       (rows × s)
  ///   - actions: normalised; decoder and supervisor make commands of them.           (rows × a)
  ///   - noise: standard normal draws for every output; nil follows the means.        (rows × outputs)
  ///   - rewards: written.                                                            (rows)
  ///   - terminated: whether the scenario's end was reached; written.                 (rows)
  public func step(
    rows: Int, member: Int, states: UnsafeMutablePointer<Float>, actions: UnsafePointer<Float>,
    noise: UnsafePointer<Float>? = nil, rewards: UnsafeMutablePointer<Float>, terminated: UnsafeMutablePointer<Bool>
  ) {
    precondition(rows <= capacity, "more rows than there is room for")
    guard let supervised else { preconditionFailure("actions need a decoder and a supervisor") }
    supervised.apply(rows: rows, states: states, actions: actions, commands: &applied)
    predict(rows, member, states, noise)
    for row in 0..<rows {
      advance(row, states, noise)
      rewards[row] = reward(row, noise)
      terminated[row] = terminates(row, states + row * stateCount)
    }
  }

  /// The same under commands that were really applied, past the supervisor; for recorded steps and plants.
  public func follow(
    rows: Int, member: Int, states: UnsafeMutablePointer<Float>, applied commands: UnsafePointer<Float>,
    noise: UnsafePointer<Float>? = nil
  ) {
    precondition(rows <= capacity, "more rows than there is room for")
    for i in 0..<rows * model.coding.state.actuators { applied[i] = commands[i] }
    predict(rows, member, states, noise)
    for row in 0..<rows { advance(row, states, noise) }
  }

  /// The model's deviation of an output in the last step, in units of the target's.
  public func deviation(row: Int, output: Int) -> Float { deviations[row * outputCount + output] }

  private func predict(
    _ rows: Int, _ member: Int, _ states: UnsafePointer<Float>, _ noise: UnsafePointer<Float>?
  ) {
    model.coding.encode(rows: rows, states: states, applied: applied, scratch: &features, into: &inputs)
    networks.run(model.members[member].network, rows: rows, on: inputs)
    if noise != nil { spread(rows, member) }
  }

  /// σ = √(e^lower + 1 / (e^−raw + e^−upper)): the softplus bounds of ln σ² (Chua et al. 2018, appendix A.1) put
  /// together, without a logarithm.
  private func spread(_ rows: Int, _ member: Int) {
    let n = outputCount
    for row in 0..<rows {
      for i in 0..<n { deviations[row * n + i] = -networks.values[row * 2 * n + n + i] }
    }
    deviations.withUnsafeMutableBufferPointer { s2r_exp(rows * n, $0.baseAddress, $0.baseAddress) }
    for row in 0..<rows {
      for i in 0..<n {
        let variance = lowest[member][i] + 1 / (deviations[row * n + i] + highest[member][i])
        deviations[row * n + i] = variance.squareRoot()
      }
    }
  }

  /// μ + σ·ε of one output in physical units.
  private func drawn(_ row: Int, _ i: Int, _ noise: UnsafePointer<Float>?) -> Float {
    let n = outputCount
    var y = networks.values[row * 2 * n + i]
    if let noise { y += deviations[row * n + i] * noise[row * n + i] }
    return model.targetMean[i] + model.targetDeviation[i] * y
  }

  private func advance(_ row: Int, _ states: UnsafeMutablePointer<Float>, _ noise: UnsafePointer<Float>?) {
    let layout = model.coding.state
    let state = states + row * layout.count
    let place = row * layout.rewardInputs
    for i in 0..<layout.sensors {
      reached[place + i] = (model.coding.isIncrement[i] ? state[i] : 0) + drawn(row, i, noise)
    }
    for i in 0..<layout.actuators {
      let command = applied[row * layout.actuators + i]
      reached[place + layout.sensors + i] = command
      reached[place + layout.sensors + layout.actuators + i] =
        command - (layout.commands > 0 ? state[layout.command(0) + i] : 0)
    }
    for i in (0..<layout.count).reversed() { if let source = layout.previous(i) { state[i] = state[source] } }
    for i in 0..<layout.sensors { state[i] = reached[place + i] }
    guard layout.commands > 0 else { return }
    for i in 0..<layout.actuators { state[layout.command(0) + i] = reached[place + layout.sensors + i] }
  }

  private func reward(_ row: Int, _ noise: UnsafePointer<Float>?) -> Float {
    let layout = model.coding.state
    if model.coding.learnsReward { return drawn(row, layout.sensors, noise) }
    var sum: Float = 0
    for term in model.rewards {
      sum += term.weight * term.kind.value(reached, at: row * layout.rewardInputs)
    }
    return sum
  }

  /// - Parameter row: of the last step, which led to `state`.
  private func terminates(_ row: Int, _ state: UnsafePointer<Float>) -> Bool {
    if model.coding.learnsTermination, drawn(row, model.coding.termination, nil) > 0.5 { return true }
    for termination in model.terminations where termination.holds(Double(state[termination.sensor])) { return true }
    return false
  }
}
