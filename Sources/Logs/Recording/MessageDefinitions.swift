/// The message types of a log, as the `ros2msg` texts that travel in the file.
enum MessageDefinition {
  static let tick = MCAP.Schema(
    id: 1, name: "sim2real_msgs/msg/Tick", encoding: "ros2msg",
    text: """
      # One control tick, in SI units; NaN is unknown. Names of the values stand in the file's metadata "sim2real".
      uint64 tick
      float64 time_s
      float64[] reading
      float64 reading_time_s
      float64 reading_age_s
      uint16 reading_echo
      float32[] observation
      float32[] action
      # Modes: 0 effort, 1 damping.
      uint8 requested_mode
      float64[] requested
      uint8 applied_mode
      float64[] applied
      uint16 events
      float64 lateness_s
      float64 round_trip_s
      uint16 plan_iterations

      """)

  static let jointState = MCAP.Schema(
    id: 2, name: "sensor_msgs/msg/JointState", encoding: "ros2msg",
    text: """
      std_msgs/Header header
      string[] name
      float64[] position
      float64[] velocity
      float64[] effort
      ================================================================================
      MSG: std_msgs/Header
      builtin_interfaces/Time stamp
      string frame_id
      ================================================================================
      MSG: builtin_interfaces/Time
      int32 sec
      uint32 nanosec

      """)

  static let string = MCAP.Schema(
    id: 3, name: "std_msgs/msg/String", encoding: "ros2msg", text: "string data\n")

  static let transforms = MCAP.Schema(
    id: 4, name: "tf2_msgs/msg/TFMessage", encoding: "ros2msg",
    text: """
      geometry_msgs/TransformStamped[] transforms
      ================================================================================
      MSG: geometry_msgs/TransformStamped
      std_msgs/Header header
      string child_frame_id
      geometry_msgs/Transform transform
      ================================================================================
      MSG: std_msgs/Header
      builtin_interfaces/Time stamp
      string frame_id
      ================================================================================
      MSG: builtin_interfaces/Time
      int32 sec
      uint32 nanosec
      ================================================================================
      MSG: geometry_msgs/Transform
      geometry_msgs/Vector3 translation
      geometry_msgs/Quaternion rotation
      ================================================================================
      MSG: geometry_msgs/Vector3
      float64 x
      float64 y
      float64 z
      ================================================================================
      MSG: geometry_msgs/Quaternion
      float64 x
      float64 y
      float64 z
      float64 w

      """)

  /// Those that every log has; the transforms' comes with the first of them.
  static let schemas = [tick, jointState, string]
}

/// The topics of a log.
enum Topic: UInt16 {
  case tick = 1, jointStates, jointCommands, robotDescription, transforms, fixedTransforms

  /// Those that every log has.
  static let always = [tick, jointStates, jointCommands, robotDescription]

  var name: String {
    switch self {
    case .tick: "/sim2real/tick"
    case .jointStates: "/joint_states"
    case .jointCommands: "/joint_commands"
    case .robotDescription: "/robot_description"
    case .transforms: "/tf"
    case .fixedTransforms: "/tf_static"
    }
  }

  var channel: MCAP.Channel {
    let schema =
      switch self {
      case .tick: MessageDefinition.tick
      case .jointStates, .jointCommands: MessageDefinition.jointState
      case .robotDescription: MessageDefinition.string
      case .transforms, .fixedTransforms: MessageDefinition.transforms
      }
    return MCAP.Channel(id: rawValue, schema: schema.id, topic: name, encoding: "cdr")
  }
}
