import Control
import Foundation

extension RobotDescription {
  /// Whether the wire between the bridge and the robot carries what this robot measures and takes.
  ///
  /// - Throws: ``InputError`` for sensors of links and for servos: the wire has joints' states and efforts.
  public func checkThatTheWireCarriesIt() throws(InputError) {
    let interface = interface(period: 1)
    guard interface.sensesJointsOnly, interface.takesEffortsOnly else {
      throw InputError(
        file: InputFile.name(of: folder.appendingPathComponent("robot.yaml")),
        problem: "has \(interface.takesEffortsOnly ? "sensors of links" : "servos"), which can be simulated and not yet "
          + "driven over the wire; use simulate, train and evaluate with it")
    }
  }
}
