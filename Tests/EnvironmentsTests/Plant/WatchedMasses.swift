import Control
import Mathematics
import Robots
import RobotTestSupport
import Scenarios

/// A mass on a rail that keeps a diary and fails on demand. Like a robot it stays where it is when it is started again.
struct WatchedMasses: Plant {
  struct Broken: Error, CustomStringConvertible { let description = "the masses fell off their rail." }

  final class Diary {
    var starts = 0
    var stops = 0
    var isStarted = false
    /// Since the beginning: whether each command was a brake.
    var brakes: [Bool] = []
    var efforts: [Double] = []
    /// Position and velocity at each start.
    var begun: [[Double]] = []
    var failsAtStep = Int.max
  }

  let diary: Diary
  private var masses: DampedMasses
  var interface: ControlInterface { masses.interface }

  init(_ diary: Diary) {
    self.diary = diary
    masses = DampedMasses(period: MassScenario.period)
  }

  mutating func start(into reading: inout Reading) throws(Broken) {
    precondition(!diary.isStarted, "started twice")
    masses.start(into: &reading)
    diary.starts += 1
    diary.isStarted = true
    diary.begun.append(reading.values)
  }

  mutating func advance(applying command: Command, into reading: inout Reading) throws(Broken) {
    precondition(diary.isStarted, "a stopped robot is not commanded")
    if diary.brakes.count == diary.failsAtStep { throw Broken() }
    diary.brakes.append(command.mode == .damping)
    diary.efforts.append(command.values[0])
    masses.advance(applying: command, into: &reading)
  }

  mutating func stop() {
    diary.isStarted = false
    diary.stops += 1
  }
}

/// Hold the mass near 0: 20 steps of training, a failure beyond ±0.3 m.
enum MassScenario {
  static let period = 0.02
  static let rest = RobotDescription.Rest(speeds: [0.02], hold: 0.1, timeout: 10)

  static func scenario(velocityLimit: Double = .infinity) -> Scenario {
    var robot = DampedMasses.description()
    robot.safety.velocityLimits = [velocityLimit]
    return Scenario(
      name: "masses", file: "masses.yaml", text: "", robot: robot, controlPeriod: period, physicsStep: 0.002,
      episodeSeconds: 1, trainingEpisodeSeconds: 20 * period,
      observation: ObservationLayout(terms: [.sensor(0), .sensor(1)], commands: 1),
      rewards: [
        RewardTerm(name: "near", weight: 2, kind: .gaussian(input: 0, scale: 0.1)),
        RewardTerm(name: "effort", weight: -0.1, kind: .square(input: 2, scale: 10)),
        RewardTerm(name: "smooth", weight: -0.2, kind: .square(input: 3, scale: 5)),
      ],
      terminations: [Termination(name: "off", sensor: 0, lower: -0.3, upper: 0.3)],
      success: SuccessCriterion(
        conditions: [.init(input: 0, target: .value(0), tolerance: 0.1, wraps: false)], lastSeconds: 0.2),
      starts: [.init(weight: 1, positions: [.constant(0)], velocities: [.constant(0)])],
      training: RandomizationSet(name: "training", randomizations: []), heldOut: [], learner: .sac(SACSettings()))
  }
}
