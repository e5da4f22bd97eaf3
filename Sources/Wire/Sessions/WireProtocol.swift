/// What both ends of the wire agree on.
public enum WireProtocol {
  /// Of the dialect; the ends must have the same.
  public static let version: UInt16 = 1

  /// MAVLink's addresses: a robot's controller and the computer on board that commands it.
  public static let system: UInt8 = 1
  public static let robotComponent: UInt8 = 1
  public static let bridgeComponent: UInt8 = 191

  /// Time between two heartbeats, ns.
  public static let heartbeatInterval: Int64 = 1_000_000_000
  /// A session that has been silent for so long may be taken over, ns: five heartbeats.
  public static let sessionLease: Int64 = 5_000_000_000
}
