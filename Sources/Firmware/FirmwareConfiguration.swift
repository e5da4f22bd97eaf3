public import Wire

/// How a robot's side of the wire behaves.
public struct FirmwareConfiguration: Sendable {
  /// Nominal control period that each command lets pass, s; nil steps the plant in real time.
  public var lockstepPeriod: Double?
  /// Commands may stay away for so long before the robot disarms itself, s. No command holds longer.
  public var watchdog: Double

  public init(lockstepPeriod: Double? = nil, watchdog: Double = 0.5) {
    self.lockstepPeriod = lockstepPeriod
    self.watchdog = watchdog
  }
}

/// Why a robot's side of the wire ended.
public enum FirmwareError<PlantFailure: Error>: Error {
  case link(LinkError)
  case plant(PlantFailure)
}

extension FirmwareError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .link(let error): "\(error)"
    case .plant(let error): "the robot itself failed: \(error)"
    }
  }
}
