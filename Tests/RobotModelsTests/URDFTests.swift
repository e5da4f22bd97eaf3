import Foundation
import Mathematics
import RobotModels
import Robots
import Testing

@Suite struct URDFTests {
  private let arm = """
    <robot name="arm">
      <transmission name="grey"/>
      <link name="tip"/>
      <link name="hand"><inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1" ixy="0.25" ixz="0.125"/></inertial>
        <visual><geometry><mesh filename="hand.stl"/></geometry></visual>
        <collision name="ball"><origin xyz="0 0 1"/><geometry><sphere radius="0.5"/></geometry></collision>
      </link>
      <link name="base"/>
      <joint name="end" type="fixed"><parent link="hand"/><child link="tip"/><origin xyz="0 0 2"/></joint>
      <joint name="turn" type="revolute"><parent link="base"/><child link="hand"/>
        <origin xyz="1 2 3" rpy="0 0 1.5707963267948966"/><axis xyz="0 0 2"/>
        <limit lower="-1" upper="2"/><calibration rising="0"/>
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
      RobotModel.Shape(name: "ball", line: 6, origin: Pose(position: Vector3(0, 0, 1)), geometry: .sphere(radius: 0.5))
    ])
  }

  @Test("what is not supported is a warning with its line")
  func warnings() throws {
    let model = try RobotModel(urdf: arm, file: "arm.urdf")
    #expect(model.warnings.map(\.line) == [2, 5, 12])
    #expect(["<transmission>", "there is no such file", "<calibration>"].enumerated().allSatisfy { "\(model.warnings[$0])".contains($1) })
  }

  @Test("capsules, colours, and efforts that an exporter left at 0")
  func dialects() throws {
    let model = try RobotModel(
      urdf: """
        <robot name="r">
          <material name="red"><color rgba="1 0 0 0.5"/></material>
          <link name="a">
            <visual><geometry><capsule radius="0.1" length="0.4"/></geometry><material name="red"/></visual>
            <visual><geometry><mesh filename="a.dae"/></geometry></visual>
            <collision><geometry><mesh filename="a.dae"/></geometry></collision>
          </link>
          <link name="b"><inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1"/></inertial></link>
          <link name="c"><inertial><mass value="0"/><inertia ixx="0" iyy="0" izz="0"/></inertial></link>
          <joint name="j" type="prismatic"><parent link="a"/><child link="b"/>
            <limit lower="0" upper="1" effort="0" velocity="0"/></joint>
          <joint name="k" type="revolute"><parent link="b"/><child link="d"/><limit/></joint>
          <joint name="f" type="fixed"><parent link="d"/><child link="c"/></joint>
          <link name="d"><inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="2.5"/></inertial></link>
        </robot>
        """, file: "r.urdf")
    #expect(model.links[0].visuals == [
      RobotModel.Shape(line: 4, geometry: .capsule(radius: 0.1, length: 0.4), color: SIMD4(1, 0, 0, 0.5))
    ])
    #expect(model.joints[0].effort == .infinity && model.joints[0].velocity == .infinity)
    #expect(model.joints[1].kind == .continuous && model.joints[1].lower == -.infinity)
    #expect(model.links[2].inertial == nil)
    #expect(model.warnings.map(\.line) == [5, 6, 11, 11, 12, 14])
    #expect("\(model.warnings[5])".contains("that of no body"))
    #expect("\(model.warnings[0])".contains("is not drawn") && "\(model.warnings[1])".contains("touches nothing"))
  }

  @Test("a joint that mimics a mimic follows the joint that moves by itself")
  func mimic() throws {
    let body = #"<inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1"/></inertial>"#
    let model = try RobotModel(
      urdf: """
        <robot name="hand">
          <link name="a"/><link name="b">\(body)</link><link name="c">\(body)</link><link name="d">\(body)</link>
          <joint name="third" type="continuous"><parent link="c"/><child link="d"/>
            <mimic joint="second" multiplier="-2" offset="0.5"/></joint>
          <joint name="first" type="continuous"><parent link="a"/><child link="b"/></joint>
          <joint name="second" type="continuous"><parent link="b"/><child link="c"/>
            <mimic joint="first" multiplier="3" offset="0.25"/></joint>
        </robot>
        """, file: "hand.urdf")
    #expect(model.joints.map(\.name) == ["first", "second", "third"])
    #expect(model.joints[1].mimic == .init(joint: 0, multiplier: 3, offset: 0.25))
    #expect(model.joints[2].mimic == .init(joint: 0, multiplier: -6, offset: 0))
    #expect(model.independentJoints == [0])
    #expect(model.positions(ofIndependent: [1]) == [1, 3.25, -6])
    #expect(model.warnings.isEmpty)
  }

  @Test("links without mass and shapes between two joints are no bodies, and one at the end is refused")
  func virtualLinks() throws {
    func chain(_ last: String) -> String {
      """
      <robot name="r"><link name="a"/><link name="b"/><link name="c"/><link name="d">\(last)</link>
      <joint name="x" type="continuous"><parent link="a"/><child link="b"/></joint>
      <joint name="y" type="continuous"><parent link="b"/><child link="c"/></joint>
      <joint name="z" type="continuous"><parent link="c"/><child link="d"/></joint></robot>
      """
    }
    let body = #"<inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1"/></inertial>"#
    let model = try RobotModel(urdf: chain(body), file: "r.urdf")
    #expect(model.links.map(\.isIntermediate) == [false, true, true, false])
    let error = try #require(throws: InputError.self) { try RobotModel(urdf: chain(""), file: "r.urdf") }
    #expect(error.key == "d")
  }

  /// A link "world", whatever joint, and the link "body" with an arm.
  private func based(on joint: String) throws -> RobotModel {
    let body = #"<inertial><mass value="1"/><inertia ixx="1" iyy="1" izz="1"/></inertial>"#
    return try RobotModel(
      urdf: """
        <robot name="r">
          <link name="world"><collision><geometry><box size="1 1 1"/></geometry></collision></link>
          <link name="body">\(body)</link><link name="arm">\(body)</link>
          <joint name="root" \(joint)</joint>
          <joint name="shoulder" type="continuous"><parent link="body"/><child link="arm"/></joint>
        </robot>
        """, file: "r.urdf")
  }

  @Test("a floating joint below the world frees the base")
  func floating() throws {
    let model = try based(on: #"type="floating"><parent link="world"/><child link="body"/><origin xyz="0 0 2"/>"#)
    #expect(model.base == .floating && model.links.map(\.name) == ["body", "arm"] && model.rootIndex == 0)
    #expect(model.joints.map(\.name) == ["shoulder"] && model.joints[0].parent == 0 && model.joints[0].child == 1)
    #expect(model.rootPose.position == Vector3(0, 0, 2) && model.worldShapes.count == 1)
    #expect(model.movingLinks == [0, 1])
    #expect(model.linkPoses(at: [0])[1].position == Vector3(0, 0, 2))
  }

  @Test("a planar joint is two slides and a turn about its normal")
  func planar() throws {
    let model = try based(on: #"type="planar"><parent link="world"/><child link="body"/><axis xyz="0 0 1"/>"#)
    #expect(model.joints.map(\.name) == ["root_x", "root_y", "root_turn", "shoulder"])
    #expect(model.links.filter(\.isIntermediate).map(\.name) == ["body.x", "body.y"])
    let pose = model.linkPoses(at: [1, 2, .pi / 2, 0])[model.linkIndex(named: "body")!]
    #expect((pose.position - Vector3(1, 2, 0)).length < 1e-15)
    #expect((pose.rotation * Vector3(1, 0, 0) - Vector3(0, 1, 0)).length < 1e-15)
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

  @Test("a xacro file is told what to do")
  func xacro() throws {
    let text = #"<robot name="r" xmlns:xacro="http://ros.org/wiki/xacro"><xacro:include filename="a"/><link name="a"/></robot>"#
    let error = try #require(throws: InputError.self) { try RobotModel(urdf: text, file: "r.urdf") }
    #expect("\(error)" == "r.urdf:1: xacro:include: is a macro of xacro; run xacro on the file and read what it prints.")
  }

  @Test("texts that are no robot are refused", arguments: ["", "<robot/>", "<robot name='r'/>", "<a/>\n<b/>", "{}"])
  func noRobot(text: String) {
    #expect(throws: InputError.self) { try RobotModel(urdf: text, file: "r.urdf") }
  }
}
