import CSim2RealABI
import Dispatch
import Foundation
import Testing

/// Bad calls give a sentence and change nothing.
@Suite struct RefusedCallTests {
  @Test("what cannot be opened is said in one sentence with the place and the mend", arguments: [
    (["physics_step_s=0.003"], "cartpole-swingup.yaml:6: control_period_s: ", "is not a whole multiple of physics_step_s"),
    (["epsiode_s=3"], "--set", "the nearest is episode_s"),
    (["nonsense"], "--set", "is not KEY.PATH=VALUE"),
  ])
  func overrides(overrides: [String], place: String, mend: String) {
    let sentence = Refused.sentence { _ = try OpenEnvironment(overrides: overrides) }
    #expect(sentence.contains(place) && sentence.contains(mend) && sentence.hasSuffix("."))
  }

  @Test func missingFile() {
    let sentence = Refused.sentence { _ = try OpenEnvironment("scenarios/none.yaml") }
    #expect(sentence.contains("none.yaml") && sentence.hasSuffix("."))
  }

  @Test("only scenarios with a robot have a simulator", arguments: ["gymnasium/ant", "gridworlds/dyna-maze"])
  func otherKinds(name: String) {
    let file = OpenEnvironment.cartpole.replacingOccurrences(of: "cartpole-swingup", with: name)
    #expect(Refused.sentence { _ = try OpenEnvironment(file) }.hasSuffix("give a scenario with a robot."))
  }

  @Test func randomization() {
    let sentence = Refused.sentence { _ = try OpenEnvironment(randomization: "extrapolatoin") }
    #expect(sentence.hasSuffix("randomization: there is no set \"extrapolatoin\"; the nearest is extrapolation."))
  }

  @Test func counts() {
    #expect(Refused.sentence { _ = try OpenEnvironment(copies: 0) } == "copies: 0 is not between 1 and 65536: correct it.")
    #expect(Refused.sentence { _ = try OpenEnvironment(threads: -1) } == "threads: -1 is not between 1 and 1024: correct it.")
  }

  @Test("a step needs an episode, and the first reset begins them all")
  func order() throws {
    let environment = try OpenEnvironment(copies: 2)
    #expect(Refused.sentence { try environment.step([0, 0]) }.hasSuffix("reset the environment first."))
    #expect(Refused.sentence { try environment.reset(mask: [1, 0]) }.hasSuffix("give NULL."))
    #expect(environment.buffers.ended == -1)
    try environment.reset()
    try environment.step([0, 0])
    #expect(environment.buffers.ended == 0)
  }

  @Test func variant() throws {
    let environment = try OpenEnvironment()
    #expect(
      Refused.sentence { try environment.reset(variant: ["cart.mas_kg=1"]) }
        == "variant: cart.mas_kg: the robot has no such parameter; the nearest is cart.mass_kg.")
    #expect(Refused.sentence { try environment.reset(variant: ["cart.mass_kg=-1"]) }.hasPrefix("variant: cart.mass_kg: "))
  }

  @Test("a handle that is not open, and pointers to nothing")
  func handles() throws {
    var sizes = sim2real_sizes()
    let stale: sim2real_environment
    do { stale = try OpenEnvironment().handle }
    for handle in [0, stale, .max] {
      let unknown = "environment \(handle) is not open: create one with sim2real_create."
      #expect(Refused.sentence { try Refused.check(sim2real_get_sizes(handle, &sizes)) } == unknown)
      #expect(Refused.sentence { try Refused.check(sim2real_close(handle)) } == unknown)
    }
    #expect(Refused.sentence { try Refused.check(sim2real_create(nil, nil)) }.contains("options is NULL"))
    let environment = try OpenEnvironment()
    try environment.reset()
    #expect(Refused.sentence { try Refused.check(sim2real_step(environment.handle, nil, nil)) }.contains("actions is NULL"))
    var buffers = environment.buffers
    buffers.reached = nil
    let actions = [Float](repeating: 0, count: 4)
    #expect(
      Refused.sentence { try Refused.check(sim2real_step(environment.handle, actions, &buffers)) }
        == "buffers: reached is NULL: give all seven arrays.")
    sim2real_free(nil)
  }

  @Test("a second thread is refused or waits its turn, and closing frees nothing in use")
  func threads() throws {
    let environment = try OpenEnvironment(copies: 1)
    try environment.reset()
    let (handle, others) = (environment.handle, try OpenEnvironment(copies: 1))
    nonisolated(unsafe) let buffers = [environment.buffers, others.buffers]
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      var own = buffers[thread]
      for step in 0..<2000 {
        if thread == 1, step == 1500 { sim2real_free(sim2real_close(handle)) }
        let sentence = Refused.sentence { try Refused.check(sim2real_step(handle, [0.1], &own)) }
        #expect(sentence.isEmpty || sentence.contains("in use by another thread") || sentence.contains("is not open"))
      }
    }
  }
}
