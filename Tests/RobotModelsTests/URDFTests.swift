import Foundation
import Mathematics
import RobotModels
import Robots
import Testing

@Suite struct URDFTests {
  private let arm = """
    <robot name="arm">
      <material name="grey"/>
      <link name="tip"/>
      <link name="hand"><inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1" ixy="0.25" ixz="0.125"/></inertial>
        <visual><geometry><mesh filename="hand.stl"/></geometry></visual>
        <collision name="ball"><origin xyz="0 0 1"/><geometry><sphere radius="0.5"/></geometry></collision>
      </link>
      <link name="base"/>
      <joint name="end" type="fixed"><parent link="hand"/><child link="tip"/><origin xyz="0 0 2"/></joint>
      <joint name="turn" type="revolute"><parent link="base"/><child link="hand"/>
        <origin xyz="1 2 3" rpy="0 0 1.5707963267948966"/><axis xyz="0 0 2"/>
        <limit lower="-1" upper="2"/><mimic joint="end"/>
      </joint>
    </robot>
    """

  @Test("joints are ordered from the root outward, axes are unit vectors, origins are poses")
  func tree() throws {
    let model = try RobotModel(urdf: arm, file: "arm.urdf")
    #expect(model.rootIndex == 2)
    #expect(model.joints.map(\.name) == ["turn", "end"])
    #expect(model.bodies == [1, 1, 2])
    #expect(model.movingLinks == [1])
    let turn = model.joints[0]
    #expect(turn.axis == Vector3(0, 0, 1))
    #expect(turn.lower == -1 && turn.upper == 2 && turn.effort == .infinity)
    #expect(turn.origin.position == Vector3(1, 2, 3))
    #expect((turn.origin.rotation * Vector3(1, 0, 0) - Vector3(0, 1, 0)).length < 1e-15)
    let inertia = try #require(model.links[1].inertial).inertia
    #expect(inertia.rows.0 == Vector3(1, 0.25, 0.125) && inertia.rows.2 == Vector3(0.125, 0, 1))
    #expect(model.links[1].collisions == [
      RobotModel.Shape(name: "ball", origin: Pose(position: Vector3(0, 0, 1)), geometry: .sphere(radius: 0.5))
    ])
  }

  @Test("what is not supported is a warning with its line")
  func warnings() throws {
    let model = try RobotModel(urdf: arm, file: "arm.urdf")
    #expect(model.warnings.map(\.line) == [2, 5, 12])
    #expect(model.warnings.map { "\($0)" }.allSatisfy { $0.contains("is not used") })
    #expect(["<material>", "<mesh>", "<mimic>"].enumerated().allSatisfy { "\(model.warnings[$0])".contains($1) })
  }

  @Test("lines are counted in files longer than the parser's buffers")
  func manyLines() throws {
    let comments = String(repeating: "<!-- a line of padding that fills the parser's buffer -->\n", count: 5_000)
    let text = "<robot name=\"r\">\n\(comments)<link name=\"a\"/>\n<link name=\"b\"/>\n</robot>\n"
    let error = try #require(throws: InputError.self) { try RobotModel(urdf: text, file: "long.urdf") }
    #expect(error.line == 5_003)
  }

  @Test("a moving body without mass is refused, with its link's line")
  func massless() throws {
    let text = """
      <robot name="r">
        <link name="a"/>
        <link name="b"/>
        <joint name="j" type="continuous"><parent link="a"/><child link="b"/></joint>
      </robot>
      """
    let error = try #require(throws: InputError.self) { try RobotModel(urdf: text, file: "r.urdf") }
    #expect("\(error)".hasPrefix("r.urdf:3: b: moves on the joint \"j\" and has no mass; add <inertial>"))
  }

  @Test("texts that are no robot are refused", arguments: ["", "<robot/>", "<robot name='r'/>", "<a/>\n<b/>", "{}"])
  func noRobot(text: String) {
    #expect(throws: InputError.self) { try RobotModel(urdf: text, file: "r.urdf") }
  }
}
