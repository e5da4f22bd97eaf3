import Control
public import Robots

extension Scenario {
  /// Whether rewards, terminations and success can be worked out from readings, as on a robot and in its logs.
  ///
  /// - Throws: ``InputError`` for a quantity that only the simulator knows.
  public func checkThatReadingsSuffice() throws(InputError) {
    guard let truth = truths.first else { return }
    throw InputError(
      file: file, key: interface.name(of: truth),
      problem: "is looked at and no sensor of the robot gives it, so only the simulator can judge this scenario; "
        + "name sensors instead")
  }
}
