import Control
import RobotModels
import Robots
import Scenarios
import Testing

@Suite struct VariantParsingTests {
  private func parse(_ assignments: [String]) throws -> Variant {
    let scenario = try Swingup.scenario()
    return try Variant.parse(
      assignments, nominal: Swingup.nominal(scenario),
      parameters: Parameter.all(of: scenario.robot, model: try RobotModel(of: scenario.robot)), robot: scenario.robot)
  }

  @Test("values are absolute, or with x times nominal, and the rest stays nominal")
  func values() throws {
    let nominal = try Swingup.nominal(try Swingup.scenario())
    let variant = try parse(["pole.mass_kg=x1.6", "cart.mass_kg=1.7", "action_delay_s=0.025"])
    var expected = nominal
    expected.parameters["pole.mass_kg"] = 0.3 * 1.6
    expected.parameters["cart.mass_kg"] = 1.7
    expected.parameters["action_delay_s"] = 0.025
    #expect(variant == expected)
    #expect(try parse([]) == nominal)
  }

  @Test("faults name the flag, the parameter and the mend", arguments: [
    ("pol.mass_kg=1", "--variant: pol.mass_kg: the robot has no such parameter; the nearest is pole.mass_kg."),
    (
      "pole.mass_g=1",
      "--variant: pole.mass_g: the robot has no such parameter; "
        + "the unit is kg, not g, so convert the value and write pole.mass_kg."
    ),
    ("pole.mass_kg=0", "--variant: pole.mass_kg: would be 0.0 and must be positive; give another value."),
    ("action_delay_s=-1", "--variant: action_delay_s: would be -1.0 s and must lie from 0 to 0.2 s; give another value."),
    ("pole.mass_kg", "--variant: pole.mass_kg: has no value; write NAME=NUMBER or NAME=xFACTOR."),
    ("pole.mass_kg=y2", "--variant: pole.mass_kg: \"y2\" is not a finite number; write NAME=NUMBER or NAME=xFACTOR."),
    ("pole.mass_kg=xnan", "--variant: pole.mass_kg: \"xnan\" is not a finite number; write NAME=NUMBER or NAME=xFACTOR."),
  ])
  func faults(assignment: String, sentence: String) throws {
    let error = try #require(throws: InputError.self) { try parse([assignment]) }
    #expect("\(error)" == sentence)
  }

  @Test("a parameter given twice is refused")
  func twice() throws {
    let error = try #require(throws: InputError.self) { try parse(["cart.mass_kg=1", "cart.mass_kg=2"]) }
    #expect("\(error)" == "--variant: cart.mass_kg: is given twice; remove one.")
  }
}
