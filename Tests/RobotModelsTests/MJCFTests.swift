import Foundation
import Mathematics
import RobotModels
import Robots
import TestSupport
import Testing

@Suite struct MJCFTests {
  private func read(_ body: String, _ more: String = "") throws -> RobotModel {
    try RobotModel(mjcf: "<mujoco model=\"m\">\(more)<worldbody>\(body)</worldbody></mujoco>", file: "m.xml")
  }

  @Test("several joints of a body are a chain of links without mass; degrees are the unit of angles")
  func chain() throws {
    let model = try read(
      """
      <body name="b" pos="1 0 0"><geom size="0.1"/>
        <joint name="x" type="slide" axis="1 0 0" pos="9 9 9"/>
        <joint name="turn" axis="0 0 2" pos="0 0.5 0" range="-90 90"/></body>
      """)
    #expect(model.links.map(\.name) == ["world", "b.x", "b.turn", "b"])
    #expect(model.links.map(\.isIntermediate) == [false, true, true, false])
    #expect(model.joints.map(\.kind) == [.prismatic, .revolute, .fixed])
    #expect(model.bodies == [0, 1, 2, 2] && model.movingJoints == [0, 1])
    #expect(abs(model.joints[1].upper - .pi / 2) < 1e-15 && model.joints[1].axis == Vector3(0, 0, 1))
    let place = model.linkPoses(at: [2, .pi / 2])[3].position
    #expect((place - Vector3(3.5, 0.5, 0)).length < 1e-12)  // about the anchor at (0, 0.5)
    #expect(model.warnings.isEmpty && model.faults.isEmpty)
  }

  @Test("defaults: nested classes, childclass, and what an element says itself")
  func defaults() throws {
    let model = try read(
      """
      <body name="a" childclass="leg"><geom/><joint name="a" class="foot"/>
        <body name="b"><geom class="main" size="0.3"/><joint name="b" damping="7"/></body></body>
      """,
      """
      <compiler angle="radian"/>
      <default><joint damping="1" armature="2" range="-1 1"/><geom size="0.1" density="10"/>
        <default class="leg"><joint damping="3" axis="1 0 0"/><geom type="capsule" size="0.1 0.2" euler="1 0 0"/>
          <default class="foot"><joint armature="5" limited="false"/></default></default></default>
      """)
    #expect(model.joints.map(\.damping) == [3, 7] && model.joints.map(\.armature) == [5, 2])
    #expect(model.joints.map(\.axis) == [Vector3(1, 0, 0), Vector3(1, 0, 0)])
    #expect(model.joints.map(\.kind) == [.continuous, .revolute])
    #expect(model.links[1].collisions[0].geometry == .capsule(radius: 0.1, length: 0.4))
    #expect(model.links[2].collisions[0].geometry == .sphere(radius: 0.3))
    #expect(abs(model.links[2].inertial!.mass - 10 * 4 / 3 * .pi * 0.027) < 1e-12)
  }

  @Test("orientations: each way of saying a quarter turn about x", arguments: [
    "quat='2 2 0 0'", "axisangle='3 0 0 90'", "xyaxes='1 0 0 0 0 1'", "zaxis='0 -1 0'", "euler='90 0 0'",
  ])
  func orientations(text: String) throws {
    let model = try read("<body name='b' \(text)><joint/><geom size='1'/></body>")
    let rotation = model.linkPoses(at: [0])[1].rotation
    #expect((rotation * Vector3(0, 0, 1) - Vector3(0, -1, 0)).length < 1e-12)
    #expect((rotation * Vector3(1, 0, 0) - Vector3(1, 0, 0)).length < 1e-12)
  }

  @Test("Euler angles turn about moving axes in small letters and fixed ones in capitals")
  func euler() throws {
    func rotation(_ sequence: String) throws -> Rotation {
      let model = try read(
        "<body name='b' euler='90 0 90'><joint/><geom size='1'/></body>", "<compiler eulerseq='\(sequence)'/>")
      return model.linkPoses(at: [0])[1].rotation
    }
    #expect((try rotation("xyz") * Vector3(1, 0, 0) - Vector3(0, 0, 1)).length < 1e-12)
    #expect((try rotation("XYZ") * Vector3(1, 0, 0) - Vector3(0, 1, 0)).length < 1e-12)
  }

  @Test("a free joint frees the base, and what stands in the world stays behind")
  func floating() throws {
    let model = try read(
      """
      <geom name="floor" type="plane" size="1 1 1" friction="0.7 0.1"/>
      <geom name="wall" type="box" size="1 2 3" pos="4 0 0"/>
      <body name="post" pos="0 1 0"><geom name="ball" size="0.5" pos="0 0 1"/></body>
      <body name="torso" pos="0 0 2"><freejoint name="root"/><geom size="0.1"/>
        <body name="leg"><joint name="hip"/><geom size="0.1"/></body></body>
      """, "<contact><exclude body1='torso' body2='leg'/></contact>")
    #expect(model.base == .floating && model.links.map(\.name) == ["torso", "leg"] && model.rootIndex == 0)
    #expect(model.rootPose.position == Vector3(0, 0, 2) && model.joints.map(\.name) == ["hip"])
    #expect(model.worldShapes.map(\.name) == ["wall", "ball"])
    #expect(model.worldShapes.map(\.origin.position) == [Vector3(4, 0, 0), Vector3(0, 1, 1)])
    #expect(model.groundPlanes.map(\.name) == ["floor"] && model.groundPlanes[0].contact.friction == 0.7)
    #expect(model.contactExclusions == [.init(0, 1)])
  }

  @Test("bits say which shapes may touch; a shape without any is only seen")
  func bits() throws {
    let model = try read(
      "<body name='b'><joint/><geom size='1' contype='2' conaffinity='4' condim='1'/><geom size='1' contype='0' conaffinity='0'/></body>")
    #expect(model.links[1].visuals.count == 2 && model.links[1].collisions.count == 1)
    let contact = model.links[1].collisions[0].contact
    #expect(contact.type == 2 && contact.affinity == 4 && contact.dimensions == 1 && contact.friction == 1)
    #expect(!contact.mayTouch(contact) && contact.mayTouch(.init(type: 4, affinity: 0)) && !contact.mayTouch(.init()))
  }

  @Test("masses: density, mass, groups, explicit inertia, least values and the total")
  func masses() throws {
    func inertial(_ body: String, _ compiler: String = "") throws -> RobotModel.Inertial {
      try #require(try read("<body name='b'><joint/>\(body)</body>", "<compiler \(compiler)/>").links[1].inertial)
    }
    let sphere = "<geom size='0.5' mass='3' pos='1 0 0'/>"
    #expect(try inertial(sphere).mass == 3 && inertial(sphere).origin.position == Vector3(1, 0, 0))
    #expect(abs(try inertial(sphere).inertia.xx - 0.4 * 3 * 0.25) < 1e-15)
    let box = "<geom type='box' size='0.5 1 1.5' density='2'/>"
    #expect(abs(try inertial(box).mass - 12) < 1e-12)
    #expect(abs(try inertial(box).inertia.xx - 12 * (4 + 9) / 12) < 1e-12)
    #expect(try inertial(sphere + "<geom size='9' group='3'/>", "inertiagrouprange='0 2'").mass == 3)
    let explicit = "<inertial pos='0 0 1' mass='5' diaginertia='1 2 2.5'/>"
    #expect(try inertial(sphere + explicit).mass == 5)
    #expect(try inertial(sphere + explicit, "inertiafromgeom='true'").mass == 3)
    #expect(abs(try inertial(sphere, "settotalmass='7'").inertia.xx - 0.7) < 1e-12)
    let bounded = try inertial(explicit, "boundmass='6' boundinertia='1.5'")
    #expect(bounded.mass == 6 && bounded.inertia.xx == 1.5 && bounded.inertia.zz == 2.5)
    let full = try inertial("<inertial pos='0 0 0' mass='1' fullinertia='2 3 4 0.1 0.2 0.3'/>").inertia
    #expect(full == Inertia(xx: 2, yy: 3, zz: 4, xy: 0.1, xz: 0.2, yz: 0.3))
    let balanced = try inertial("<inertial pos='0 0 0' mass='1' diaginertia='1 1 4'/>", "balanceinertia='true'").inertia
    #expect(balanced.xx == 2 && balanced.zz == 2)
  }

  @Test("drives: motors and servos, their ranges and what they can do to a joint")
  func actuators() throws {
    let model = try read(
      "<body name='b'><joint name='j'/><geom size='1'/></body>",
      """
      <default><motor ctrlrange='-2 2'/></default>
      <actuator><motor joint='j' gear='10'/><position name='p' joint='j' kp='50' kv='3' forcerange='-4 4'/>
        <velocity joint='j' kv='2' ctrllimited='false'/>
        <general joint='j' gainprm='7' biastype='affine' biasprm='0 -7 -1' ctrllimited='false'/>
        <general joint='j' gainprm='7' biastype='affine' biasprm='1 -3 -1'/></actuator>
      """)
    let kinds: [RobotModel.Actuator.Kind] = [
      .motor, .position(stiffness: 50, damping: 3), .velocity(damping: 2), .position(stiffness: 7, damping: 1),
    ]
    #expect(model.actuators.map(\.kind) == kinds && model.actuators.map(\.name) == ["j", "p", "j-2", "j-3"])
    #expect(model.actuators[0].controlRange == -2...2 && model.actuators[0].effortLimit == 20)
    #expect(model.actuators[1].effortLimit == 4 && model.actuators[2].effortLimit == .infinity)
    #expect(model.warnings.count == 1 && "\(model.warnings[0])".contains("no motor and no position or velocity servo"))
  }

  @Test("an equality of two joints is a mimic")
  func equality() throws {
    let model = try read(
      "<body name='a'><joint name='a' ref='1'/><geom size='1'/></body><body name='b'><joint name='b'/><geom size='1'/></body>",
      "<compiler angle='radian'/><equality><joint joint1='b' joint2='a' polycoef='0.5 2 0 0 0'/><weld body1='a'/></equality>")
    #expect(model.joints[1].mimic == .init(joint: 0, multiplier: 2, offset: -1.5))
    #expect(model.startPositions == [1, 0.5] && model.warnings.map { "\($0)" } == ["m.xml:1: equality: <weld> is not used."])
  }

  @Test("what is not supported is a warning with its line")
  func warnings() throws {
    let model = try RobotModel(
      mjcf: """
        <mujoco>
          <option integrator="RK4" timestep="0.01" gravity="0 0 -1"/>
          <default><geom solref="0.1 1"/></default>
          <worldbody>
            <light name="sun"/>
            <body name="b">
              <joint springdamper="1 1"/>
              <geom size="1 1 1" type="ellipsoid" material="none"/>
              <site name="s"/>
            </body>
          </worldbody>
          <sensor/>
          <keyframe/>
        </mujoco>
        """, file: "w.xml")
    #expect(model.timestep == 0.01 && model.gravity == Vector3(0, 0, -1))
    #expect(model.warnings.map(\.line) == [2, 3, 5, 7, 8, 9, 12, 13])
    for (warning, word) in zip(model.warnings, ["integrator", "solref", "<light>", "springdamper", "ellipsoid", "<site>", "<sensor>", "<keyframe>"]) {
      #expect("\(warning)".contains(word))
    }
  }

  @Test("meshes of asset, and files that are included")
  func files() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("m"), withIntermediateDirectories: true)
    // A tetrahedron of volume 1/6.
    try Data("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n".utf8)
      .write(to: folder.appendingPathComponent("m/t.obj"))
    try Data("<mujoco><asset><mesh file=\"t.obj\" scale=\"2 2 2\"/></asset></mujoco>".utf8)
      .write(to: folder.appendingPathComponent("assets.xml"))
    let file = folder.appendingPathComponent("robot.xml")
    let text = """
      <mujoco><compiler meshdir="m"/><include file="assets.xml"/>
        <worldbody><body name="b"><joint/><geom type="mesh" mesh="t" density="30"/></body></worldbody></mujoco>
      """
    try Data(text.utf8).write(to: file)
    let model = try RobotModel(contentsOf: file)
    let inertial = try #require(model.links[1].inertial)
    #expect(abs(inertial.mass - 30 * 8 / 6) < 1e-12 && (inertial.origin.position - Vector3(0.5, 0.5, 0.5)).length < 1e-12)
    // Of the tetrahedron about its centre: m a² 3/80 off … the diagonal is m a² · 3/40.
    #expect(abs(inertial.inertia.xx - inertial.mass * 4 * 3 / 40) < 1e-12)
    #expect(model.references.keys.sorted() == ["assets.xml", "t.obj"])
    #expect(model.textToMove(text).contains("include file=\"\(folder.standardizedFileURL.path)/assets.xml\""))
  }
}
