import Foundation
import RobotModels
import Robots
import TestSupport
import Testing

@Suite struct BrokenMJCFTests {
  private static let good = """
    <mujoco model="m">
      <compiler angle="radian" eulerseq="xyz"/>
      <option timestep="0.002"/>
      <default>
        <default class="leg"><geom density="100"/></default>
      </default>
      <worldbody>
        <body name="hip" pos="0 0 1">
          <joint name="turn" axis="0 1 0" range="-1 1" damping="0.1"/>
          <geom name="rod" type="capsule" fromto="0 0 0 0 0 1" size="0.1" class="leg"/>
          <body name="knee">
            <joint name="bend" type="hinge"/>
            <geom type="box" size="1 1 1" contype="1" friction="1"/>
          </body>
        </body>
      </worldbody>
      <actuator>
        <motor joint="turn" gear="10" ctrlrange="-1 1"/>
      </actuator>
    </mujoco>
    """

  @Test("a broken robot.xml is refused with its place and its mend", arguments: [
    BrokenFile("angle=\"radian\"", "angle=\"radians\"", says: "angle", "the nearest is radian"),
    BrokenFile("angle=\"radian\"", "coordinate=\"global\"", says: "coordinate", "global"),
    BrokenFile("eulerseq=\"xyz\"", "eulerseq=\"xyw\"", says: "eulerseq", "three of"),
    BrokenFile("eulerseq=\"xyz\"", "inertiagrouprange=\"2\"", says: "inertiagrouprange", "0 5"),
    BrokenFile("timestep=\"0.002\"", "timestep=\"0\"", says: "timestep", "not positive"),
    BrokenFile("timestep=\"0.002\"", "gravity=\"9.81\"", says: "option: gravity", "give three"),
    BrokenFile("class=\"leg\"/>", "class=\"log\"/>", says: "geom: class", "the nearest is leg"),
    BrokenFile("pos=\"0 0 1\"", "pos=\"0 1\"", says: "hip: pos", "give three"),
    BrokenFile("pos=\"0 0 1\"", "quat=\"0 0 0 0\"", says: "hip: quat", "1 0 0 0"),
    BrokenFile("pos=\"0 0 1\"", "euler=\"0 0\"", says: "hip: euler", "give 3"),
    BrokenFile("pos=\"0 0 1\"", "zaxis=\"0 0 0\"", says: "hip: zaxis", "no direction"),
    BrokenFile("axis=\"0 1 0\"", "axis=\"0 0 0\"", says: "turn", "give it a direction"),
    BrokenFile("range=\"-1 1\"", "range=\"1 -1\"", says: "turn: range", "the lower first"),
    BrokenFile("range=\"-1 1\"", "limited=\"true\"", says: "turn: range", "limited=\"false\""),
    BrokenFile("damping=\"0.1\"", "damping=\"-0.1\"", says: "turn: damping", "zero or more"),
    BrokenFile("damping=\"0.1\"", "damping=\"much\"", says: "turn: damping", "finite number"),
    BrokenFile("type=\"hinge\"", "type=\"ball\"", says: "bend", "three hinges"),
    BrokenFile("type=\"hinge\"", "type=\"hing\"", says: "bend: type", "the nearest is hinge"),
    BrokenFile("type=\"hinge\"", "type=\"free\"", says: "bend", "move it there"),
    BrokenFile("name=\"bend\"", "name=\"turn\"", says: "turn", "two joints", "rename one"),
    BrokenFile("name=\"knee\"", "name=\"hip\"", says: "hip", "two bodies", "rename one"),
    BrokenFile("fromto=\"0 0 0 0 0 1\"", "fromto=\"0 0 0 0 0 0\"", says: "rod: fromto", "two points apart"),
    BrokenFile("fromto=\"0 0 0 0 0 1\"", "fromto=\"0 0 0\"", says: "rod: fromto", "six numbers"),
    BrokenFile("size=\"0.1\"", "size=\"0\"", says: "rod: size", "give a positive one"),
    BrokenFile("size=\"1 1 1\"", "size=\"1 1\"", says: "size", "a box needs 3"),
    BrokenFile("size=\"1 1 1\"", "mass=\"-1\" size=\"1 1 1\"", says: "mass", "zero or more"),
    BrokenFile("contype=\"1\"", "contype=\"-1\"", says: "contype", "from 0"),
    BrokenFile("friction=\"1\"", "friction=\"1 1 1 1\"", says: "friction", "up to three"),
    BrokenFile("joint=\"turn\"", "joint=\"trun\"", says: "motor: joint", "the nearest is turn"),
    BrokenFile("gear=\"10\"", "gear=\"0\"", says: "turn: gear", "another one"),
    BrokenFile("<geom type=\"box\" size=\"1 1 1\"", "<geom type=\"box\" size=\"1 1 1\" mass=\"0\"", linesBelow: -2, says: "knee", "no mass", "<inertial>"),
    BrokenFile("type=\"box\"", "type=\"mesh\" mesh=\"knee\"", says: "mesh", "there is no mesh"),
    BrokenFile("<worldbody>", "<worldbody><joint/>", says: "joint", "put it into a body"),
    BrokenFile("<worldbody>", "<include file=\"more.xml\"/>\n<worldbody>", says: "include", "more.xml"),
    BrokenFile("</actuator>", "</actuators>", says: "not well-formed XML"),
  ])
  func refused(broken: BrokenFile) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("robot.xml")
    try Data(Self.good.utf8).write(to: file)
    #expect(try RobotModel(contentsOf: file).warnings.isEmpty)
    let line = try broken.apply(to: file)
    let error = try #require(throws: InputError.self) { try RobotModel(contentsOf: file) }
    #expect(broken.faults(in: "\(error)", file: "robot.xml", line: line) == [])
  }
}
