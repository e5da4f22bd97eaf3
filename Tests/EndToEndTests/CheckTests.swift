import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `sim2real check` of robots, model files and scenarios.
  @Suite struct CheckTests {
    private func check(_ path: String, _ more: String...) throws -> (status: Int32, text: String) {
      try EndToEnd.sim2real(["check", path] + more)
    }

    @Test("a robot: what was read, on the terminal and as JSON")
    func robot() throws {
      let json = EndToEnd.path("check.json")
      let (status, text) = try check(EndToEnd.robot, "--json", json)
      #expect(status == 0, "\(text)")
      for fragment in ["1.3 kg in 2 of 3 links", "prismatic ", "-2.4 m", "14 N", "hinge.velocity", "udp:127.0.0.1:14600"] {
        #expect(text.contains(fragment), "\(text)")
      }
      #expect(!text.contains("Not used") && !text.contains("Would not simulate"))
      let figures = try EndToEnd.figures(json)
      #expect(figures["total_mass_kg"] as? Double == 1.3 && figures["base"] as? String == "fixed")
      #expect((figures["warnings"] as? [Any])?.isEmpty == true)
      let joints = try #require(figures["joints"] as? [[String: Any]])
      #expect(joints.map { $0["name"] as? String } == ["slider", "hinge"])
      #expect(joints[0]["lower_limit"] as? Double == -2.4 && joints[1]["lower_limit"] == nil)
    }

    @Test("a scenario's objects are listed with what a tracker gives of them")
    func objects() throws {
      let json = EndToEnd.path("check-hand.json")
      let (status, text) = try check(Repository.root.appendingPathComponent("scenarios/hand-cube.yaml").path, "--json", json)
      #expect(status == 0 && text.contains("cube: box of 0.1 kg, friction 0.8, begins at palm; a tracker gives position_x"), "\(text)")
      let scenario = try #require(EndToEnd.figures(json)["scenario"] as? [String: Any])
      let objects = try #require(scenario["objects"] as? [[String: Any]])
      #expect(objects.map { $0["name"] as? String } == ["cube"] && objects[0]["mass_kg"] as? Double == 0.1)
    }

    @Test("a scenario is checked with its robot, a robot.yaml is one, and what is neither is refused")
    func scenario() throws {
      let (status, text) = try check(EndToEnd.scenario)
      #expect(status == 0 && text.contains("cartpole-swingup: episodes of 10 s at 50 Hz") && text.contains("1.3 kg"))
      #expect(try check(EndToEnd.robot + "/robot.yaml").status == 0)
      let maze = Repository.root.appendingPathComponent("scenarios/gridworlds/dyna-maze.yaml").path
      #expect(try check(maze).status == 2)
    }

    private func model(_ name: String, _ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(fileURLWithPath: EndToEnd.path(name)))
      return EndToEnd.path(name)
    }

    private static let body = "<inertial><mass value=\"1\"/><inertia ixx=\"1\" iyy=\"1\" izz=\"1\"/></inertial>"

    @Test("warnings are named with file and line and end with 0, what would not simulate with 1, broken files with 2")
    func statuses() throws {
      func urdf(_ inertial: String) -> String {
        """
        <robot name="r"><transmission/>
        <link name="a"/><link name="b">\(inertial)</link>
        <joint name="j" type="continuous"><parent link="a"/><child link="b"/></joint></robot>
        """
      }
      let (good, warnings) = try check(model("good.urdf", urdf(Self.body)))
      #expect(good == 0 && warnings.contains("good.urdf:1: r: <transmission> is not used."), "\(warnings)")
      let (bad, sentence) = try check(model("bad.urdf", urdf("")))
      #expect(bad == 1 && sentence.contains("It would not simulate: ") && sentence.contains("bad.urdf:2: b: moves"), "\(sentence)")
      let (broken, refusal) = try check(model("broken.urdf", urdf("<inertial/>")))
      #expect(broken == 2 && refusal.contains("broken.urdf:2: b: <inertial> has no <mass>; add one."), "\(refusal)")
    }

    @Test("a starting robot.yaml, of a URDF with meshes and of an MJCF with a free base, loads and is checked")
    func starter() throws {
      try Data("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n".utf8)
        .write(to: URL(fileURLWithPath: EndToEnd.path("part.obj")))
      let arm = try model(
        "arm.urdf",
        """
        <robot name="My Arm"><link name="a"><collision><geometry><mesh filename="part.obj"/></geometry></collision></link>
        <link name="b">\(Self.body)</link><link name="c">\(Self.body)</link>
        <joint name="turn" type="revolute"><parent link="a"/><child link="b"/>
          <limit lower="-1" upper="2" effort="3" velocity="6"/></joint>
        <joint name="follow" type="prismatic"><parent link="b"/><child link="c"/>
          <limit lower="0" upper="1"/><mimic joint="turn"/></joint></robot>
        """)
      let folder = EndToEnd.path("my-arm")
      let (status, text) = try check(arm, "--starter", folder)
      #expect(status == 0, "\(text)")
      let yaml = try String(contentsOfFile: folder + "/robot.yaml", encoding: .utf8)
      #expect(yaml.contains("turn: {kind: revolute, lower_limit_rad: -1.0, upper_limit_rad: 2.0}"), "\(yaml)")
      #expect(yaml.contains("effort_limit_Nm: 3") && yaml.contains("name: my-arm") && !yaml.contains("follow"))
      let (again, read) = try check(folder)
      #expect(again == 0 && read.contains("for contacts 1 mesh") && !read.contains("Not used"), "\(read)")
      #expect(try check(arm, "--starter", folder).status == 2)  // it is never overwritten
      #expect(try String(contentsOfFile: folder + "/robot.yaml", encoding: .utf8) == yaml)

      let walker = try model(
        "walker.xml",
        """
        <mujoco model="walker"><compiler angle="radian"/>
          <worldbody><geom type="plane" size="1 1 1"/><body name="torso" pos="0 0 3"><freejoint/><geom size="0.5"/>
            <body name="leg" pos="0 0 -1"><joint name="hip" axis="0 1 0" range="0.2 1"/>
              <geom type="capsule" fromto="0 0 0 0 0 -1" size="0.1"/></body></body></worldbody>
          <actuator><position joint="hip" kp="20" kv="2" ctrlrange="0.2 1"/></actuator></mujoco>
        """)
      let walking = EndToEnd.path("walker")
      let (made, sentence) = try check(walker, "--starter", walking)
      #expect(made == 0, "\(sentence)")
      let settings = try String(contentsOfFile: walking + "/robot.yaml", encoding: .utf8)
      // At rest the hip stands at its limit, 0.2 rad: 1 m + cos 0.2 m + 0.1 m.
      #expect(settings.contains("rest_height_m: 2.08007") && settings.contains("rest_pose: {hip_rad: 0.2}"), "\(settings)")
      #expect(settings.contains("servo: {stiffness_Nm_per_rad: 20, damping_Nms_per_rad: 2, range_rad: 0.8}"), "\(settings)")
      #expect(try check(walking).text.contains("floating: nothing holds the root"))
    }

    @Test("--floating says what most URDF files leave open")
    func floating() throws {
      let text = "<robot name='r'><link name='a'>\(Self.body)</link><link name='b'>\(Self.body)</link><joint name='j' type='continuous'><parent link='a'/><child link='b'/></joint></robot>"
      #expect(try check(model("free.urdf", text), "--floating").text.contains("floating: nothing holds the root"))
      #expect(try check(model("free.urdf", text)).text.contains("fixed: the root stands in the world"))
      #expect(try check(EndToEnd.robot, "--floating").status == 2)
    }
  }
}
