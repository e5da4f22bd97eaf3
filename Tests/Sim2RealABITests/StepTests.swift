import CMallocCount
import CSim2RealABI
import Foundation
import Mathematics
import Testing

@Suite struct StepTests {
  /// All that a while of random actions gives, as one row.
  private func trajectory(_ environment: OpenEnvironment, steps: Int) throws -> [Double] {
    var stream = RandomStream(seed: 5)
    var row: [Double] = environment.observations.map(Double.init)
    for _ in 0..<steps {
      try environment.step((0..<environment.sizes.copies).map { _ in Float(stream.uniform(in: -1...1)) })
      row += (environment.observations + environment.reached).map(Double.init) + environment.rewards
      row.append(Double(environment.buffers.ended))
    }
    return row
  }

  @Test("sizes and description of the cart-pole")
  func description() throws {
    let environment = try OpenEnvironment(copies: 3, isEvaluation: true)
    let sizes = environment.sizes
    #expect((sizes.copies, sizes.observation, sizes.action, sizes.reward_terms) == (3, 6, 1, 3))
    #expect((sizes.episode_steps, sizes.control_period_s) == (500, 0.02) && sizes.physics_step_s == 0.002)
    let said = try environment.describe()
    #expect(said["rewardTerms"] as? [String] == ["swing_up", "upright_bonus", "command_cost"])
    #expect(said["randomizations"] as? [String] == ["training", "interpolation", "extrapolation"])
    let observation = try #require(said["observation"] as? [[String: Any]])
    #expect(observation[1]["name"] as? String == "sin(hinge.position)" && observation[1]["high"] as? Double == 1)
    #expect(observation[0]["unit"] as? String == "m" && observation[0]["high"] == nil)
    #expect(observation[5]["low"] as? Double == -14)
    #expect((said["parameters"] as? [String: Double])?["pole.mass_kg"] == 0.3)
  }

  @Test("one seed, the same bits for any number of threads; another seed, others")
  func seeds() throws {
    let environments = try [(1, 3), (2, 3), (2, 4)].map { try OpenEnvironment(copies: 20, threads: $0, seed: $1) }
    let rows = try environments.map { environment in
      try environment.reset()
      return try trajectory(environment, steps: 700)
    }
    #expect(rows[0] == rows[1])
    #expect(rows[0] != rows[2])
  }

  @Test("a seeded copy is an only copy with that seed")
  func seededCopies() throws {
    let many = try OpenEnvironment(copies: 3)
    try many.reset()
    try many.step([0.3, -1, 1])
    try many.reset(seeds: [7, 8, 9])
    let one = try OpenEnvironment(copies: 1, seed: 8)
    try one.reset()
    #expect(Array(many.observations[6..<12]) == one.observations)
    for step in 0..<600 {
      let action = Float(sin(0.1 * Double(step)))
      try many.step([0, action, 1])
      try one.step([action])
      #expect(Array(many.reached[6..<12]) == one.reached && many.rewards[1] == one.rewards[0])
    }
  }

  @Test("a mask leaves the others in the middle of what they do")
  func mask() throws {
    let (masked, whole) = (try OpenEnvironment(copies: 2), try OpenEnvironment(copies: 2))
    for environment in [masked, whole] {
      try environment.reset()
      try environment.step([1, 1])
    }
    try masked.reset(mask: [1, 0])
    #expect(masked.observations[0..<6] != whole.observations[0..<6])
    #expect(masked.observations[6..<12] == whole.observations[6..<12])
    try masked.step([1, 1])
    try whole.step([1, 1])
    #expect(masked.observations[6..<12] == whole.observations[6..<12])
  }

  @Test("a variant is the physics until the next reset, which draws again")
  func variant() throws {
    let quiet = ["slider.position.noise", "slider.velocity.noise", "hinge.position.noise", "hinge.velocity.noise"]
      .map { "\($0)=0" } + ["period_jitter_s=0", "action_delay_s=0", "observation_delay_s=0"]
    let environment = try OpenEnvironment(copies: 2, isEvaluation: true)
    func speed(_ variant: [String]) throws -> Float {
      try environment.reset(seeds: [1, 1], variant: quiet + variant)
      let before = environment.observations[3]
      try environment.step([1, 1])
      return environment.reached[3] - before
    }
    // Whoever is three times as heavy takes on less speed from the same force.
    let (light, heavy) = (try speed([]), try speed(["cart.mass_kg=x3"]))
    #expect(light > 0.2 && heavy > 0 && heavy < 0.5 * light)
    try environment.reset(seeds: [1, 2])
    try environment.step([1, 1])
    #expect(environment.reached[3] != environment.reached[9])
  }

  @Test("an action that is no number stops the robot, which ends its episode and nobody else's")
  func notFinite() throws {
    let environment = try OpenEnvironment(copies: 2)
    try environment.reset()
    try environment.step([.nan, 0])
    #expect(environment.buffers.ended == 1 && environment.buffers.terminated[0] == 1 && environment.buffers.terminated[1] == 0)
    #expect(environment.observations.allSatisfy(\.isFinite) && environment.reached.allSatisfy(\.isFinite))
  }

  @Test("an episode is as long as said, and ends with the next one begun")
  func truncation() throws {
    let environment = try OpenEnvironment(overrides: ["episode_s=2", "success.last_s=0"], copies: 1, isEvaluation: true)
    try environment.reset()
    for step in 1...100 {
      try environment.step([0])
      #expect(environment.buffers.truncated[0] == (step == 100 ? 1 : 0))
    }
    #expect(environment.buffers.ended == 1 && environment.observations != environment.reached)
    // No command is under way in the next episode.
    #expect(environment.observations[5] == 0)
  }

  @Test("a step of one thread allocates nothing")
  func allocations() throws {
    let environment = try OpenEnvironment(copies: 16)
    try environment.reset()
    let actions = [Float](repeating: 0.1, count: 16)
    try environment.step(actions)
    let before = malloc_count()
    for _ in 0..<20 { _ = sim2real_step(environment.handle, actions, &environment.buffers) }
    #expect(malloc_count() == before)
  }
}
