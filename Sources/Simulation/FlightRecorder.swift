import Control
import Mathematics
import Physics

/// A plant's last second, for whoever wants to know why it diverged. The ring is allocated once.
struct FlightRecorder {
  /// At most so many ticks of it are kept, evenly, and the last.
  private static let rate = 100.0  // Hz
  private let width: Int
  private let ticksInRow: Int
  private let capacity: Int    // rows
  private var rows: [Float]    // (capacity × width), each the last of its ticks
  private var count = 0        // rows since the beginning of the episode

  /// Values of a floating base: place, quaternion (w, x, y, z), velocity and angular velocity in the world.
  static let baseNames = [
    "base.x_m", "base.y_m", "base.z_m", "base.w", "base.i", "base.j", "base.k", "base.velocity_x_m_per_s",
    "base.velocity_y_m_per_s", "base.velocity_z_m_per_s", "base.angular_velocity_x_rad_per_s",
    "base.angular_velocity_y_rad_per_s", "base.angular_velocity_z_rad_per_s",
  ]

  init(_ interface: ControlInterface, floats: Bool) {
    width = 1 + 3 * interface.joints.count + (floats ? Self.baseNames.count : 0) + interface.actuators.count + 1
    ticksInRow = max(1, Int((1 / (interface.period * Self.rate)).rounded(.up)))
    capacity = max(2, Int((1 / (interface.period * Double(ticksInRow))).rounded(.up)))
    rows = [Float](repeating: 0, count: capacity * width)
  }

  mutating func reset() { count = 0 }

  /// - Parameters:
  ///   - state: positions, velocities and efforts of the joints first.
  ///   - base: of a floating robot.
  mutating func record(tick: Int, time: Double, _ state: [Double], joints: Int, base: Motion?, _ command: Command) {
    count = tick / ticksInRow + 1
    var place = (count - 1) % capacity * width
    put(time, &place)
    for i in 0..<3 * joints { put(state[i], &place) }
    if let base {
      put(base.pose.position, &place)
      let q = base.pose.rotation.quaternion
      for i in 0..<4 { put(q[i], &place) }
      put(base.velocity, &place)
      put(base.angularVelocity, &place)
    }
    for value in command.values { put(value, &place) }
    put(command.mode == .damping ? 1 : 0, &place)
  }

  private mutating func put(_ value: Double, _ place: inout Int) {
    rows[place] = Float(value)
    place += 1
  }

  private mutating func put(_ vector: Vector3, _ place: inout Int) {
    put(vector.x, &place)
    put(vector.y, &place)
    put(vector.z, &place)
  }

  /// The oldest first.
  var lastSecond: [[Float]] {
    (max(0, count - capacity)..<count).map { Array(rows[$0 % capacity * width..<($0 % capacity + 1) * width]) }
  }
}
