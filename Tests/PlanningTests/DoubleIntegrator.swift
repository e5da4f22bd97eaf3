import Control
import Mathematics
import Planning
import Policies

/// A mass pushed along a line, with the quadratic cost whose best controller is known in closed form.
struct DoubleIntegrator: RestorablePlant, Sendable {
  static let period = 0.1
  static let effortLimit = 4.0
  static let commandWeight: Float = 0.1

  static let interface = ControlInterface(
    robot: "mass", joints: [.init(name: "rail", kind: .prismatic)],
    sensors: [.joint(0, .position), .joint(0, .velocity)],
    actuators: [.init(joint: 0, effortLimit: effortLimit)], period: period)

  static let state = StateLayout(sensors: 2, actuators: 1, commands: 0)

  /// −(x² + 0.1·u²) of the next position and the force.
  static let rewards = [
    RewardTerm(name: "position", weight: -1, kind: .square(input: 0, scale: 1)),
    RewardTerm(name: "force", weight: -commandWeight, kind: .square(input: 2, scale: 1)),
  ]

  let interface: ControlInterface = Self.interface
  var position = 0.0
  var velocity = 0.0

  mutating func start(into reading: inout Reading) { write(&reading) }

  mutating func advance(applying command: Command, into reading: inout Reading) {
    position += Self.period * velocity
    velocity += Self.period * command.values[0]
    write(&reading)
  }

  mutating func stop() {}

  func write(_ reading: inout Reading) {
    reading.values[0] = position
    reading.values[1] = velocity
  }

  func save(into state: inout SavedState) {
    state.append(position)
    state.append(velocity)
  }

  mutating func restore(_ state: inout SavedState) {
    position = state.takeReal()
    velocity = state.takeReal()
  }

  // MARK: models to plan with

  static func task(terminations: [Termination] = []) -> PlanningTask {
    PlanningTask(
      interface: interface, state: state, decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface),
      rewards: rewards, terminations: terminations)
  }

  static func plantModel(
    _ settings: PlanningSettings, guide: PlanningGuide? = nil, terminations: [Termination] = [], threads: Int = 1
  ) -> PlantPlanningModel<DoubleIntegrator> {
    PlantPlanningModel(
      task: task(terminations: terminations), settings: settings, guide: guide, threads: threads,
      place: { plant, state, offset, reading in
        plant.position = Double(state[offset])
        plant.velocity = Double(state[offset + 1])
        plant.write(&reading)
      }, makePlant: { DoubleIntegrator() })
  }

  /// The exact dynamics as an ensemble of linear networks; `bias` sets the members' speeds apart.
  static func learnedModel(bias: Float = 0, terminations: [Termination] = []) -> LearnedModel {
    let coding = DynamicsCoding(interface: interface, state: state, isResidual: true, learnsReward: false)
    let h = Float(period)
    let members = [Float(-1), 0, 1].map { side in
      // Inputs: position, velocity, force; outputs: Δ position, Δ velocity, and their raw log-variances.
      LearnedModel.Member(
        network: Network(
          mean: [0, 0, 0], inverseDeviation: [1, 1, 1], inputClip: .infinity,
          layers: [
            .init(
              inputs: 3, outputs: 4, weights: [0, 0, 0, 0, h, 0, 0, 0, 0, h, 0, 0], biases: [0, side * bias, -4, -4],
              activation: .identity)
          ]),
        upper: [0, 0], lower: [-8, -8])
    }
    return LearnedModel(
      coding: coding, members: members, elites: [1, 0, 2], targetMean: [0, 0], targetDeviation: [1, 1],
      rewards: rewards, terminations: terminations)
  }

  static func planner(
    _ settings: PlanningSettings, model: LearnedModel = learnedModel(), guide: PlanningGuide? = nil, threads: Int = 1
  ) -> Planner {
    Planner(
      settings: settings,
      model: LearnedPlanningModel(
        model, interface: interface, decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface),
        settings: settings, guide: guide, threads: threads))
  }

  // MARK: the closed form

  /// P and K of the discounted problem: cost xᵀPx, force −K·x, by iterating the Riccati equation.
  static func riccati(discount: Double) -> (cost: [[Double]], gain: [Double]) {
    let h = period
    var p = [[0.0, 0.0], [0.0, 0.0]]
    var k = [0.0, 0.0]
    for _ in 0..<5000 {
      // S = Q + γP on the next state; A = [1 h; 0 1], B = [0; h].
      let s = [[1 + discount * p[0][0], discount * p[0][1]], [discount * p[1][0], discount * p[1][1]]]
      let sa = [[s[0][0], s[0][0] * h + s[0][1]], [s[1][0], s[1][0] * h + s[1][1]]]
      let bsa = [h * sa[1][0], h * sa[1][1]]
      k = bsa.map { $0 / (Double(commandWeight) + h * h * s[1][1]) }
      let asa = [[sa[0][0], sa[0][1]], [h * sa[0][0] + sa[1][0], h * sa[0][1] + sa[1][1]]]
      p = (0..<2).map { i in (0..<2).map { j in asa[i][j] - bsa[i] * k[j] } }
    }
    return (p, k)
  }

  /// Discounted cost of a policy from a state, over enough steps.
  static func cost(
    of act: (_ state: [Float]) -> Float, from start: (Double, Double), discount: Double, steps: Int = 120
  ) -> (cost: Double, forces: [Double]) {
    var plant = DoubleIntegrator(position: start.0, velocity: start.1)
    var reading = Reading(for: interface)
    var command = Command(for: interface)
    plant.start(into: &reading)
    var (sum, weight, forces) = (0.0, 1.0, [Double]())
    for _ in 0..<steps {
      let action = act(reading.values.map { Float($0) })
      command.values[0] = effortLimit * Double(max(-1, min(1, action)))
      forces.append(command.values[0])
      plant.advance(applying: command, into: &reading)
      let force = command.values[0]
      sum += weight * (reading.values[0] * reading.values[0] + Double(commandWeight) * force * force)
      weight *= discount
    }
    return (sum, forces)
  }
}

extension Planner {
  /// Its answer to one state.
  func answer(_ state: [Float]) -> Float {
    var action = [Float](repeating: 0, count: actionCount)
    act(on: state, at: 0, into: &action)
    return action[0]
  }
}
