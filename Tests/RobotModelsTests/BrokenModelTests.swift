import Control
import Foundation
import RobotModels
import Robots
import TestSupport
import Testing

@Suite struct BrokenModelTests {
  @Test("a broken robot.urdf is refused with its place and its mend", arguments: [
    BrokenFile("<mass value=\"0.3\"/>", "<mass value=\"-0.3\"/>", says: "pole", "impossible", "positive value"),
    BrokenFile("<mass value=\"0.3\"/>", "<mass value=\"0\"/>", linesBelow: -3, says: "pole", "no mass", "add <inertial>"),
    BrokenFile("<mass value=\"0.3\"/>", "<mass value=\"heavy\"/>", says: "pole: value", "finite number"),
    BrokenFile("<mass value=\"0.3\"/>", "<mass value=\"nan\"/>", says: "pole: value", "finite number"),
    BrokenFile("<mass value=\"0.3\"/>", "", linesBelow: -2, says: "pole", "has no <mass>; add one"),
    BrokenFile("ixx=\"0.016\"", "ixx=\"-0.016\"", says: "pole", "principal moment", "correct its entries"),
    BrokenFile("ixx=\"0.016\" iyy=\"0.016\"", "ixx=\"0.016\" iyy=\"0.033\"", says: "pole", "largest principal moment"),
    BrokenFile("izz=\"0.000015\" ixy=\"0\"", "izz=\"0.000015\" ixy=\"0.02\"", says: "pole", "principal moment"),
    BrokenFile("xyz=\"0 0 0.4\"", "xyz=\"0 0.4\"", says: "pole: xyz", "2 numbers", "give three"),
    BrokenFile("size=\"0.3 0.2 0.1\"", "size=\"0.3 0.2 0\"", says: "cart: size", "give a positive one"),
    BrokenFile("<child link=\"pole\"/>", "<child link=\"pol\"/>", says: "hinge", "the nearest is pole"),
    BrokenFile("<parent link=\"cart\"/>", "<parent link=\"kart\"/>", says: "hinge", "the nearest is cart"),
    BrokenFile("<parent link=\"cart\"/>", "<parent link=\"pole\"/>", linesBelow: -1, says: "hinge", "closes a loop"),
    BrokenFile("<child link=\"pole\"/>", "<child link=\"cart\"/>", linesBelow: -2, says: "hinge", "one parent"),
    BrokenFile("<link name=\"pole\">", "<link name=\"x\"/>\n  <link name=\"pole\">", says: "x", "two roots", "add a joint"),
    BrokenFile("<link name=\"pole\">", "<link name=\"cart\">", says: "cart", "two links", "rename one"),
    BrokenFile("type=\"continuous\"", "type=\"continous\"", says: "hinge", "the nearest is continuous"),
    BrokenFile("type=\"continuous\"", "type=\"floating\"", says: "hinge", "only the joint that holds the whole robot"),
    BrokenFile("<axis xyz=\"0 1 0\"/>", "<axis xyz=\"0 0 0\"/>", says: "hinge", "give it a direction"),
    BrokenFile("lower=\"-2.4\"", "lower=\"2.4\"", says: "slider", "not below", "correct one"),
    BrokenFile("effort=\"14\"", "effort=\"-14\"", says: "slider: effort", "give a positive one"),
    BrokenFile("damping=\"0.05\"", "damping=\"-0.05\"", says: "slider: damping", "give zero or more"),
    BrokenFile("upper=\"2.4\"", "upper=\"-2.4\"", says: "slider", "not below"),
    BrokenFile("ixx=\"0.016\" iyy=\"0.016\" izz=\"0.000015\"", "ixx=\"0\" iyy=\"0\" izz=\"0\"", linesBelow: -4, says: "pole", "no inertia"),
    BrokenFile("type=\"continuous\"", "type=\"helical\"", says: "hinge", "\"helical\" is not supported"),
    BrokenFile("<axis xyz=\"0 1 0\"/>", "<axis xyz=\"0 1 0\"/><mimic joint=\"slide\"/>", linesBelow: -3, says: "hinge", "mimics", "nearest is slider"),
    BrokenFile("<axis xyz=\"0 1 0\"/>", "<axis xyz=\"0 1 0\"/><mimic joint=\"hinge\"/>", linesBelow: -3, says: "hinge", "mimics itself"),
    BrokenFile("<box size=\"0.3 0.2 0.1\"/>", "<mesh filename=\"cart.stl\" scale=\"1 0 1\"/>", says: "cart: scale", "other than 0"),
    BrokenFile("<box size=\"0.3 0.2 0.1\"/>", "<capsule radius=\"0.1\"/>", says: "cart", "has no length; add length"),
    BrokenFile("<mass value=\"1\"/>", "<mass value=\"1\">", linesBelow: 2, says: "not well-formed XML", "close"),
    BrokenFile("<mass value=\"1\"/>", "<mass value=1/>", says: "not well-formed XML", "quote"),
    BrokenFile("<robot name=\"cartpole\">", "<model name=\"cartpole\">", linesBelow: 45, says: "not well-formed XML"),
  ])
  func refused(broken: BrokenFile) throws {
    try FilesToSpoil.with { files in
      let line = try broken.apply(to: files.model)
      let error = try #require(throws: InputError.self) { try RobotModel(contentsOf: files.model) }
      #expect(broken.faults(in: "\(error)", file: "robot.urdf", line: line) == [])
    }
  }

  @Test("a model that disagrees with its robot.yaml is refused with the model's line", arguments: [
    BrokenFile("upper=\"2.4\"", "upper=\"2.5\"", linesBelow: -4, says: "slider", "2.5", "2.4", "make the two agree"),
    BrokenFile("effort=\"14\"", "effort=\"12\"", linesBelow: -4, says: "slider", "12.0", "14.0", "make the two agree"),
    BrokenFile("type=\"prismatic\"", "type=\"revolute\"", says: "slider", "prismatic in robot.yaml", "agree"),
  ])
  func disagrees(broken: BrokenFile) throws {
    try FilesToSpoil.with { files in
      let line = try broken.apply(to: files.model)
      let robot = try RobotDescription(contentsOf: files.robot)
      let error = try #require(throws: InputError.self) { try RobotModel(of: robot) }
      #expect(broken.faults(in: "\(error)", file: "robot.urdf", line: line) == [])
    }
  }

  @Test("a joint of robot.yaml that the model lacks, and the other way round")
  func otherJoints() throws {
    try FilesToSpoil.with { files in
      var robot = try RobotDescription(contentsOf: files.robot)
      robot.joints[1].name = "hing"
      let missing = try #require(throws: InputError.self) { try RobotModel(of: robot) }
      #expect("\(missing)".contains("hing: ") && "\(missing)".contains("the nearest is hinge"))
      robot.joints.removeLast()
      let undeclared = try #require(throws: InputError.self) { try RobotModel(of: robot) }
      #expect("\(undeclared)".contains("hinge: moves and robot.yaml does not declare it"))
    }
  }
}
