public import Control
public import Foundation

/// A robot as its `robot.yaml` describes it: what the bridge and the simulator both need to know.
///
/// Masses, inertias and geometry stand in the model file beside it (URDF or MJCF), which only the simulator reads.
public struct RobotDescription: Sendable, Equatable {
  public var name: String
  /// The robot's folder, `robots/<name>`.
  public var folder: URL
  /// The model file's name in that folder.
  public var model: String
  public var base: Base
  public var joints: [ControlInterface.Joint]
  public var actuators: [ControlInterface.Actuator]
  /// What drives the joints, as the simulator needs to know it.                (actuators)
  public var drives: [Drive]
  public var sensors: [Sensor]
  /// Joints that are read and written in turn.
  public var buses: [Bus]
  public var contact: Contact
  /// Light links between two joints whose axes cross: the simulator gives their masses to their parents and so has
  /// fewer equations to solve.
  public var mergedLinks: [String]
  /// Where the robot comes to rest when nobody drives it; an emulated one starts there.  (joints), m or rad
  public var restPose: [Double]
  public var timing: Timing
  public var safety: Safety
  public var link: Link
  public var reset: Reset

  /// - Parameters:
  ///   - drives: nil: ideal ones.
  ///   - reset: nil: it is waited until the robot is at rest.
  public init(
    name: String, folder: URL, model: String, base: Base = .fixed, joints: [ControlInterface.Joint],
    actuators: [ControlInterface.Actuator], drives: [Drive]? = nil, sensors: [Sensor], buses: [Bus] = [],
    contact: Contact = Contact(), mergedLinks: [String] = [], restPose: [Double], timing: Timing, safety: Safety, link: Link, reset: Reset? = nil
  ) {
    self.name = name
    self.folder = folder
    self.model = model
    self.base = base
    self.joints = joints
    self.actuators = actuators
    self.drives = drives ?? actuators.map { _ in Drive() }
    self.sensors = sensors
    self.buses = buses
    self.contact = contact
    self.mergedLinks = mergedLinks
    self.restPose = restPose
    self.timing = timing
    self.safety = safety
    self.link = link
    self.reset = reset ?? .waitingForRest(joints: joints.count)
  }

  /// The nominal robot's timing, s.
  public struct Timing: Sendable, Equatable {
    /// From a command's issue to its effect.
    public var actionDelay: Double
    /// From a state to the reading that reports it.
    public var observationDelay: Double
    /// Mean lateness of a tick against its absolute deadline; exponentially distributed.
    public var periodJitter: Double

    public init(actionDelay: Double, observationDelay: Double, periodJitter: Double) {
      self.actionDelay = actionDelay
      self.observationDelay = observationDelay
      self.periodJitter = periodJitter
    }
  }

  public struct Safety: Sendable, Equatable {
    public var positionMargins: [Double]  // (joints), m or rad
    public var velocityLimits: [Double]   // (joints), m/s or rad/s
    /// The bridge stops on readings older than this, s.
    public var maximumReadingAge: Double

    public init(positionMargins: [Double], velocityLimits: [Double], maximumReadingAge: Double) {
      self.positionMargins = positionMargins
      self.velocityLimits = velocityLimits
      self.maximumReadingAge = maximumReadingAge
    }
  }

  /// The wire between bridge and firmware.
  public struct Link: Sendable, Equatable {
    /// `udp:HOST:PORT` or `serial:PATH[:BAUD]`, used when the command line names none.
    public var address: String
    /// How often the firmware sends its state, Hz.
    public var stateRate: Double
    /// How long a command holds, s: the firmware brakes after it.
    public var commandTimeToLive: Double

    public init(address: String, stateRate: Double, commandTimeToLive: Double) {
      self.address = address
      self.stateRate = stateRate
      self.commandTimeToLive = commandTimeToLive
    }
  }

  public func interface(period: Double) -> ControlInterface {
    ControlInterface(
      robot: name, joints: joints, sensors: sensors.map(\.sensor), actuators: actuators, period: period)
  }

  public func safetyLimits(effortScale: Double = 1) -> SafetyLimits {
    SafetyLimits(
      effortScale: effortScale, positionMargins: safety.positionMargins, velocityLimits: safety.velocityLimits,
      maximumAge: safety.maximumReadingAge)
  }
}
