import Control
import Mathematics
import RobotModels
import Robots
import Scenarios

/// What `sim2real check` has read: figures of the model, and of the robot and the scenario around it where there are.
struct CheckReport: Encodable {
  let file: String
  let name: String
  let base: String
  let totalMassKg: Double
  let links: [Link]
  let joints: [Joint]
  let actuators: [Actuator]
  let groundPlanes: Int
  let worldShapes: Int
  /// What the file holds and is not used.
  let warnings: [Finding]
  /// Numbers that can be simulated and are hardly meant.
  let doubts: [Finding]
  /// What keeps it from being simulated.
  let faults: [Finding]
  var robot: Robot?
  var scenario: ScenarioSummary?
  /// Not part of the JSON.
  let model: RobotModel?

  struct Link: Encodable {
    let name: String
    let massKg: Double?
    let centreOfMassM: [Double]?
    /// About the centre of mass, the smallest first.
    let principalMomentsKgM2: [Double]?
    let collisions: [String]
    let visuals: [String]
  }

  struct Joint: Encodable {
    let name: String
    let kind: String
    /// m or rad, and with N or N·m the units of the other numbers.
    let unit: String
    let parent: String
    let child: String
    let lowerLimit: Double?
    let upperLimit: Double?
    let effortLimit: Double?
    let velocityLimit: Double?
    let damping: Double
    let friction: Double
    let armature: Double
    let stiffness: Double
    let mimics: String?
    /// The effort that holds the robot against gravity where it is placed.
    let gravityEffort: Double
  }

  struct Actuator: Encodable {
    let name: String
    let joint: String
    let kind: String
    let gear: Double
    let effortLimit: Double?
  }

  struct Finding: Encodable, CustomStringConvertible {
    let file: String
    let line: Int?
    let key: String?
    let problem: String

    init(_ error: InputError) { (file, line, key, problem) = (error.file, error.line, error.key, error.problem) }

    var description: String { "\(InputError(file: file, line: line, key: key, problem: problem))" }
  }

  /// What robot.yaml adds.
  struct Robot: Encodable {
    let name: String
    let sensors: [String]
    let drives: [Drive]
    let actionDelayS: Double
    let observationDelayS: Double
    let link: String

    struct Drive: Encodable {
      let joint: String
      let effortLimit: Double
      /// What its commands are: effort, position or velocity.
      let commands: String
      /// Of a servo for positions.
      let stiffness: Double?
      let rotorInertia: Double
    }

    init(_ robot: RobotDescription) {
      let interface = robot.interface(period: 1)
      name = robot.name
      sensors = interface.sensors.indices.map { interface.sensorName($0) }
      drives = zip(robot.actuators, robot.drives).map { actuator, drive in
        Drive(
          joint: robot.joints[actuator.joint].name, effortLimit: actuator.effortLimit,
          commands: actuator.quantity.rawValue,
          stiffness: actuator.quantity == .position ? actuator.servo?.stiffness : nil, rotorInertia: drive.rotorInertia)
      }
      actionDelayS = robot.timing.actionDelay
      observationDelayS = robot.timing.observationDelay
      link = robot.link.address
    }
  }

  struct ScenarioSummary: Encodable {
    let name: String
    let controlPeriodS: Double
    let physicsStepS: Double
    let episodeS: Double
    let observations: Int
    let rewards: Int
    let terminations: Int
    let starts: Int
    let heldOut: [String]
    let objects: [Object]

    struct Object: Encodable {
      let name: String
      let form: String
      let massKg: Double
      let friction: Double
      /// The link in whose frame it begins.
      let link: String
      /// What a tracker gives of it.
      let tracked: [String]
    }

    init(_ scenario: Scenario) {
      name = scenario.name
      controlPeriodS = scenario.controlPeriod
      physicsStepS = scenario.physicsStep
      episodeS = scenario.episodeSeconds
      observations = scenario.observation.terms.count
      rewards = scenario.rewards.count
      terminations = scenario.terminations.count
      starts = scenario.starts.count
      heldOut = scenario.heldOut.map(\.name)
      objects = scenario.objects.map { object in
        Object(
          name: object.name, form: Link.form(object.geometry), massKg: object.mass, friction: object.friction,
          link: object.link ?? "the root",
          tracked: scenario.robot.sensors.compactMap { sensor in
            guard case .object(object.name, let quantity) = sensor.sensor else { return nil }
            return quantity.rawValue
          })
      }
    }
  }

  private enum CodingKeys: CodingKey {
    case file, name, base, totalMassKg, links, joints, actuators, groundPlanes, worldShapes, warnings, doubts, faults
    case robot, scenario
  }
}
