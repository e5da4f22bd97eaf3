public import Control
public import Mathematics

/// What a scenario says of an episode, step by step: its rewards, its failure, its success.
///
/// The one judge of training, evaluation, simulation and robots alike; a learned model has the same terms on rows of
/// its own. Allocates nothing in a step.
public final class EpisodeJudge {
  public let scenario: Scenario
  /// The scenario's ``TaskInputs``: sensors and truths are written by whoever knows them, before a step is judged.
  public var values: [Double]
  /// The same as the rewards see them.                               (task inputs)
  private var inputs: [Float]
  /// Of the last step, weighted.                                     (terms)
  public private(set) var rewardTerms: [Float]
  /// Their sum.
  public private(set) var reward: Float = 0
  /// The last step's command; at an episode's beginning what the actuators rest at.   (actuators)
  private var previous: [Float]
  /// Ticks in a row, up to now, in which the success criterion held.
  private var holding = 0
  private let sensors: Int
  private let rest: [Float]
  private let successSteps: Int

  public init(_ scenario: Scenario) {
    self.scenario = scenario
    let interface = scenario.interface
    values = [Double](repeating: 0, count: scenario.inputs.count)
    inputs = [Float](repeating: 0, count: values.count)
    rewardTerms = [Float](repeating: 0, count: scenario.rewards.count)
    sensors = interface.sensors.count
    rest = interface.actuators.map { Float($0.restCommand) }
    previous = rest
    successSteps = scenario.successSteps
  }

  /// A new episode: nothing has been commanded, nothing has held.
  public func begin() {
    holding = 0
    for i in previous.indices { previous[i] = rest[i] }
  }

  /// A step that led nowhere, as a diverged one, earns nothing.
  public func forfeit() {
    for i in rewardTerms.indices { rewardTerms[i] = 0 }
    reward = 0
  }

  /// Judges a step by where it led, which is in ``values``.
  ///
  /// - Parameter applied: what the step applied.                       (actuators)
  public func judge(applied: [Double]) {
    let (command, change) = (sensors, sensors + rest.count)
    for i in rest.indices {
      values[command + i] = applied[i]
      // Of the commands in single precision, as a learned model has it.
      values[change + i] = Double(Float(applied[i]) - previous[i])
      previous[i] = Float(applied[i])
    }
    for i in values.indices { inputs[i] = Float(values[i]) }
    reward = 0
    for (i, term) in scenario.rewards.enumerated() {
      rewardTerms[i] = term.weight * term.kind.value(inputs, at: 0)
      reward += rewardTerms[i]
    }
    holding = scenario.success.holds(for: values) ? holding + 1 : 0
  }

  /// The termination that holds after the last step, if one does.
  public var termination: Termination? { scenario.terminations.first { $0.holds(for: values) } }

  /// Whether an episode that now ends at full length succeeds.
  public var isSuccess: Bool { holding >= successSteps }

  public func save(into state: inout SavedState) {
    state.append(holding)
    for command in previous { state.append(Double(command)) }
  }

  public func restore(_ state: inout SavedState) {
    holding = state.takeInt()
    for i in previous.indices { previous[i] = Float(state.takeReal()) }
  }
}
