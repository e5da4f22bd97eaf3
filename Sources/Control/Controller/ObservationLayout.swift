import Foundation

/// What a policy sees, as data that travels in the policy file.
public struct ObservationLayout: Sendable, Equatable, Codable {
  /// One value of a frame.
  public enum Term: Sendable, Equatable, Codable {
    /// A sensor's value as it is.
    case sensor(Int)
    /// Sine or cosine of a sensor's value, for angles that turn without end.
    case sine(Int)
    case cosine(Int)

    /// The sensor that it shows.
    public var sensor: Int {
      switch self {
      case .sensor(let s), .sine(let s), .cosine(let s): s
      }
    }

    /// What the policy sees of the sensor's value.
    public func value(_ x: Double) -> Float {
      switch self {
      case .sensor: Float(x)
      case .sine: Float(sin(x))
      case .cosine: Float(cos(x))
      }
    }

    /// The derivative of ``value(_:)``.
    public func slope(_ x: Double) -> Float {
      switch self {
      case .sensor: 1
      case .sine: Float(cos(x))
      case .cosine: Float(-sin(x))
      }
    }
  }

  public var terms: [Term]
  /// Frames seen at once, the newest first; 1 is the present alone.
  public var frames: Int
  /// Applied commands seen at once, the newest first: those still under way with delays.
  public var commands: Int

  public init(terms: [Term], frames: Int = 1, commands: Int = 1) {
    precondition(frames > 0 && commands >= 0, "an observation has at least the present frame")
    self.terms = terms
    self.frames = frames
    self.commands = commands
  }

  public func count(for interface: ControlInterface) -> Int {
    terms.count * frames + interface.actuators.count * commands
  }

  /// Columns of an observation that are the present frame and the last command.
  public func presentColumns(for interface: ControlInterface) -> [Int] {
    let commands = terms.count * frames
    return Array(terms.indices) + (self.commands > 0 ? Array(commands..<commands + interface.actuators.count) : [])
  }

  /// Names with units, in the order of the observation.
  public func names(for interface: ControlInterface) -> [(name: String, unit: String)] {
    var names: [(String, String)] = []
    for frame in 0..<frames {
      let suffix = frame == 0 ? "" : "[-\(frame)]"
      for term in terms {
        switch term {
        case .sensor(let i): names.append((interface.sensorName(i) + suffix, interface.unit(ofSensor: i)))
        case .sine(let i): names.append(("sin(\(interface.sensorName(i)))" + suffix, "1"))
        case .cosine(let i): names.append(("cos(\(interface.sensorName(i)))" + suffix, "1"))
        }
      }
    }
    for back in 0..<commands {
      for actuator in interface.actuators.indices {
        names.append(("command.\(interface.actuatorName(actuator))[-\(back + 1)]", interface.unit(ofActuator: actuator)))
      }
    }
    return names
  }
}
