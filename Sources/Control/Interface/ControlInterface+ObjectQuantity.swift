extension ControlInterface {
  /// An object's motion, seen from the link whose frame the scenario names: components are along that frame's axes, and
  /// velocities are those against that link.
  public enum ObjectQuantity: String, Sendable, Codable, CaseIterable {
    /// Of its middle, m.
    case positionX = "position_x", positionY = "position_y", positionZ = "position_z"
    /// Unit quaternion from the object's axes to the frame's, w ≥ 0.
    case orientationW = "orientation_w", orientationX = "orientation_x", orientationY = "orientation_y"
    case orientationZ = "orientation_z"
    /// Its turn about the frame's z axis, rad, whole turns counted since the episode began: the twist of its orientation,
    /// 2·atan2(z, w) (Dobrowolski 2015, the swing–twist decomposition).
    case yaw
    /// Between its own z axis and the frame's, rad, 0 … π: no tracker gives it.
    case tilt
    /// Of its middle, m/s: no tracker gives it.
    case velocityX = "velocity_x", velocityY = "velocity_y", velocityZ = "velocity_z"
    /// rad/s: no tracker gives it.
    case angularVelocityX = "angular_velocity_x", angularVelocityY = "angular_velocity_y"
    case angularVelocityZ = "angular_velocity_z"
    /// Sum of its contacts' normal forces, N: no tracker gives it.
    case contact

    /// Whether a tracker sees it.
    public var isMeasurable: Bool {
      switch self {
      case .positionX, .positionY, .positionZ, .orientationW, .orientationX, .orientationY, .orientationZ, .yaw: true
      default: false
      }
    }

    public var unit: String {
      switch self {
      case .positionX, .positionY, .positionZ: "m"
      case .orientationW, .orientationX, .orientationY, .orientationZ: "1"
      case .yaw, .tilt: "rad"
      case .velocityX, .velocityY, .velocityZ: "m/s"
      case .angularVelocityX, .angularVelocityY, .angularVelocityZ: "rad/s"
      case .contact: "N"
      }
    }
  }
}
