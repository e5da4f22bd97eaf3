import Foundation
import Robots
import Scenarios
import TestSupport
import Testing

@Suite struct BrokenObjectTests {
  @Test("a broken object is refused with its place and its mend", arguments: [
    BrokenFile("box: {size_m: [0.075, 0.075, 0.075]}", "box: {size_m: [0.075, 0.075]}", says: "objects.cube.box.size_m", "three side lengths"),
    BrokenFile("box: {size_m: [0.075, 0.075, 0.075]}", "box: {size_m: [0.075, 0.075, 0]}", says: "size_m[2]", "give a positive number"),
    BrokenFile("    box: {size_m", "    bocks: {size_m", says: "objects.cube.bocks", "use one of box, sphere"),
    BrokenFile("    mass_kg: 0.1", "    mass_kg: 0", says: "objects.cube.mass_kg", "give a positive number"),
    BrokenFile("    mass_kg: 0.1", "    mass_g: 80", says: "objects.cube.mass_g", "write mass_kg"),
    BrokenFile("    friction: 0.8", "    friction: -0.8", says: "objects.cube.friction", "give zero or more"),
    BrokenFile("    link: palm", "    link: plam", says: "objects.cube.link", "the nearest is palm"),
    BrokenFile("    start: {x_m", "    start: {x_mm", says: "objects.cube.start.x_mm", "write x_m"),
    BrokenFile("position: {noise_m", "positoin: {noise_m", says: "objects.cube.tracker.positoin", "the nearest is position"),
    BrokenFile("position: {noise_m", "velocity: {noise_m", says: "objects.cube.tracker.velocity", "a tracker does not see this"),
    BrokenFile("yaw: {noise_rad: 0.01", "yaw: {noise_m: 0.01", says: "objects.cube.tracker.yaw.noise_m", "write noise_rad"),
    BrokenFile("      yaw: {", "      position_x: {noise_m: 0}\n      yaw: {", says: "tracker.position_x", "stands in the tracker already"),
    BrokenFile("    - cube.position_x", "    - cube.positoin_x", says: "observation.terms[2]", "the nearest is cube.position_x"),
    BrokenFile("    - cube.position_x", "    - cube.velocity_x", says: "observation.terms[2]", "cannot be observed"),
    BrokenFile("{input: cube.tilt", "{input: cube.tild", says: "rewards.tilt.square.input", "the nearest is"),
    BrokenFile("cube.yaw_rad: {uniform", "cube.jaw_rad: {uniform", says: "starts[0].cube.jaw_rad", "the nearest is cube.yaw_rad"),
    BrokenFile("cube.size_scale: {set: {uniform: [0.95", "cube.size_scale: {set: {uniform: [-0.95", says: "cube.size_scale.set", "must be positive"),
    BrokenFile("cube.mass_kg: {scale", "cube.mas_kg: {scale", says: "training.cube.mas_kg", "the nearest is cube.mass_kg"),
  ])
  func refused(broken: BrokenFile) throws {
    try FilesToSpoil.with { files in
      let scenario = files.root.appendingPathComponent("scenarios/hand-cube.yaml")
      let line = try broken.apply(to: scenario)
      let error = try #require(throws: InputError.self) { try Scenario(contentsOf: scenario) }
      #expect(broken.faults(in: "\(error)", file: "hand-cube.yaml", line: line) == [])
    }
  }

  @Test("an object may not have a name of the robot's, and two shapes or a learner that foresees are refused", arguments: [
    ("objects={palm: {sphere: {radius_m: 0.1}, mass_kg: 1, friction: 1, start: {}}}", "objects.palm", "rename the object"),
    ("objects={base: {sphere: {radius_m: 0.1}, mass_kg: 1, friction: 1, start: {}}}", "objects.base", "rename the object"),
    ("objects={a b: {sphere: {radius_m: 0.1}, mass_kg: 1, friction: 1, start: {}}}", "objects.a b", "made of letters"),
    ("objects.cube.sphere={radius_m: 0.1}", "objects.cube", "has 2 shapes"),
    ("objects.cube.tracker={}", "objects.cube.tracker", "sees nothing"),
  ])
  func overrides(override: String, place: String, problem: String) throws {
    let file = Repository.root.appendingPathComponent("scenarios/hand-cube.yaml")
    let error = try #require(throws: InputError.self) { try Scenario(contentsOf: file, overrides: [override]) }
    #expect("\(error)".contains(place) && "\(error)".contains(problem), "\(error)")
  }

  @Test("a learner that foresees with a model is refused beside an object")
  func foreseeing() throws {
    let file = Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml")
    let ball = "objects={ball: {sphere: {radius_m: 0.1}, mass_kg: 1, friction: 1, start: {z_m: 1}}}"
    _ = try Scenario(contentsOf: file, overrides: [ball])
    let error = try #require(throws: InputError.self) { try Scenario(contentsOf: file, overrides: [ball, "learner=mbpo"]) }
    #expect("\(error)".contains("an object beside it"), "\(error)")
  }
}
