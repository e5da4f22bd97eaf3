import Control
import Foundation
import Mathematics
import Scenarios
import Simulation
import Testing

@Suite struct SimulatedEnvironmentsTests {
  private func actions(_ environment: SimulatedEnvironments, _ stream: inout RandomStream) -> Matrix {
    var actions = Matrix(rows: environment.count, columns: 1)
    for i in actions.elements.indices { actions.elements[i] = Float(stream.uniform(in: -1.2...1.2)) }
    return actions
  }

  /// Observations, rewards and endings of a while of random actions, as one row of numbers.
  private func trajectory(_ environment: SimulatedEnvironments, steps: Int, from batch: inout StepBatch) -> [Float] {
    var stream = RandomStream(seed: 99)
    var row: [Float] = []
    for _ in 0..<steps {
      environment.step(actions(environment, &stream), into: &batch)
      row += batch.reached.elements + batch.rewards + batch.endings.map { Float($0.rawValue) }
    }
    return row
  }

  @Test("the same bits whatever the number of threads")
  func threads() {
    let (one, two) = (CartPole.environments(copies: 24, threads: 1), CartPole.environments(copies: 24, threads: 2))
    var (a, b) = (one.makeBatch(), two.makeBatch())
    one.reset(into: &a)
    two.reset(into: &b)
    #expect(trajectory(one, steps: 300, from: &a) == trajectory(two, steps: 300, from: &b))
  }

  @Test("a copy's episodes do not depend on how many others there are")
  func independence() {
    let (few, many) = (CartPole.environments(copies: 3, threads: 1), CartPole.environments(copies: 9, threads: 2))
    var (a, b) = (few.makeBatch(), many.makeBatch())
    few.reset(into: &a)
    many.reset(into: &b)
    for k in 0..<600 {
      few.step(Matrix(rows: 3, columns: 1, repeating: Float(sin(Double(k)))), into: &a)
      many.step(Matrix(rows: 9, columns: 1, repeating: Float(sin(Double(k)))), into: &b)
      #expect(Array(a.observations.elements) == Array(b.observations.elements.prefix(a.observations.elements.count)))
    }
  }

  @Test("saved environments go on to the same bits")
  func saved() {
    let environment = CartPole.environments(copies: 10, threads: 2)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    _ = trajectory(environment, steps: 130, from: &batch)
    var state = SavedState()
    environment.save(into: &state)
    let other = CartPole.environments(copies: 10, threads: 1)
    other.restore(&state)
    var otherBatch = other.makeBatch()
    #expect(trajectory(environment, steps: 700, from: &batch) == trajectory(other, steps: 700, from: &otherBatch))
  }

  @Test("leaving the rail terminates without success; time truncates; the state truly reached is kept")
  func endings() {
    let environment = CartPole.environments(copies: 2, threads: 1)
    var batch = environment.makeBatch()
    environment.reset(copy: 0, variant: .nominal, into: &batch)
    environment.reset(copy: 1, variant: .nominal, into: &batch)
    var actions = Matrix(rows: 2, columns: 1)
    actions[0, 0] = 1  // drives off the rail; copy 1 stays where it is
    var ended = false
    for step in 1...500 {
      environment.step(actions, into: &batch)
      if batch.endings[0] == .terminated {
        ended = true
        #expect(!batch.succeeded[0])
        #expect(abs(batch.reached[0, 0]) > 2.3 && abs(batch.observations[0, 0]) < 1.1)
      }
      #expect(batch.endings[1] == (step == 500 ? .truncated : .running))
    }
    #expect(ended)
    #expect(!batch.succeeded[1])
  }

  @Test("the reward is the sum of its terms")
  func rewardTerms() {
    let environment = CartPole.environments(copies: 4, threads: 1)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    var stream = RandomStream(seed: 2)
    for _ in 0..<50 {
      environment.step(actions(environment, &stream), into: &batch)
      for copy in 0..<4 {
        let terms = (0..<environment.rewardTermNames.count).map { batch.rewardTerms[copy, $0] }
        #expect(batch.rewards[copy] == terms.reduce(0, +))
      }
    }
  }

  @Test("a reward on the change of command looks from each command to the one before, and from rest at the beginning")
  func commandChange() throws {
    let swingup = Shipped(
      "cartpole-swingup",
      overrides: ["rewards={smooth: {weight: -0.5, squares: {inputs: [\"command_change.*\"], scale_N: 4}}}"])
    let environment = SimulatedEnvironments(
      scenario: swingup.scenario, model: swingup.model, copies: 3, randomization: nil, randomStarts: true, seed: 4,
      threads: 1)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    var last: [Float] = [0, 0, 0]
    var stream = RandomStream(seed: 3)
    var ended = 0
    for step in 0..<700 {
      environment.step(actions(environment, &stream), into: &batch)
      for copy in 0..<3 {
        let change = batch.applied[copy, 0] - last[copy]
        #expect(batch.rewards[copy] == -0.5 * (change * change / 16), "copy \(copy), step \(step)")
        last[copy] = batch.endings[copy] == .running ? batch.applied[copy, 0] : 0
        ended += batch.endings[copy] == .running ? 0 : 1
      }
    }
    #expect(ended > 3)
  }

  @Test("a fixed variant is kept, and tells itself in the privileged values")
  func fixedVariant() throws {
    let environment = CartPole.environments(copies: 1, threads: 1)
    var batch = environment.makeBatch()
    let mass = try #require(CartPole.model.parameters.firstIndex(of: .mass(link: "cart")))
    let column = CartPole.scenario.interface.sensors.count + mass
    environment.reset(copy: 0, variant: Variant(["cart.mass_kg": 1.6]), into: &batch)
    for _ in 0..<1200 {
      environment.step(Matrix(rows: 1, columns: 1), into: &batch)
      #expect(abs(batch.privileged[0, column] - 0.6) < 1e-6)
    }
    environment.reset(copy: 0, variant: nil, into: &batch)
    #expect(abs(batch.privileged[0, column] - 0.6) > 1e-6)
  }

  @Test("an episode that ends leaves the privileged values of the state that it reached beside those of the next one")
  func reachedPrivileged() throws {
    let environment = CartPole.environments(copies: 4, threads: 1)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    let sensors = CartPole.scenario.interface.sensors.count
    var ended = 0
    for _ in 0..<600 {
      let before = batch.privileged
      environment.step(Matrix(rows: 4, columns: 1, repeating: 1), into: &batch)
      for copy in 0..<4 {
        let reached = batch.reachedPrivileged.row(copy)
        // The physics of the episode that the step was of.
        #expect(reached.dropFirst(sensors).elementsEqual(before.row(copy).dropFirst(sensors)))
        guard batch.endings[copy] != .running else {
          #expect(reached.elementsEqual(batch.privileged.row(copy)))
          continue
        }
        ended += 1
        #expect(!reached.dropFirst(sensors).elementsEqual(batch.privileged.row(copy).dropFirst(sensors)))
      }
    }
    #expect(ended > 3)
  }

  @Test("a randomization within the episode changes the physics when it says", arguments: [
    (Randomization.Moment.step, 1), (.interval(0.1), 5),
  ])
  func moments(moment: Randomization.Moment, ticks: Int) {
    let field = "cart.mass_kg"
    let set = RandomizationSet(
      name: "test",
      randomizations: [
        Randomization(field: field, operation: .scale, distribution: .uniform([0.5...1.5]), moment: moment)
      ])
    // Pushed with the same force, a cart of changing mass ends elsewhere than one of constant mass.
    func end(_ set: RandomizationSet?) -> Float {
      let environment = SimulatedEnvironments(
        scenario: CartPole.scenario, model: CartPole.model, copies: 1, randomization: set, randomStarts: false,
        seed: 1, threads: 1)
      var batch = environment.makeBatch()
      environment.reset(into: &batch)
      for _ in 0..<30 { environment.step(Matrix(rows: 1, columns: 1, repeating: 0.2), into: &batch) }
      return batch.reached[0, 0]
    }
    let constant = end(nil)
    #expect(end(set) != constant)
    #expect(end(set) == end(set))
  }

  // MARK: Boxes that move and curricula

  /// The cart-pole with short episodes that end well when the pole ends up lower than horizontal, which it mostly does.
  private func moving(_ overrides: [String], copies: Int, threads: Int) throws -> SimulatedEnvironments {
    let scenario = try Scenario(
      contentsOf: CartPole.file,
      overrides: [
        "episode_s=0.4", "success={sensor: hinge.position, target_rad: 3.1416, tolerance_rad: 1.5, last_s: 0}",
        "starts=[{weight: 1, hinge.position_rad: {constant: 3.1416}}]",
      ] + overrides)
    return SimulatedEnvironments(
      scenario: scenario, model: try SimulationModel(of: scenario), copies: copies, randomization: scenario.training,
      adaptation: scenario.automaticRandomization.map { AutomaticRandomization(scenario.training, $0) },
      curriculum: scenario.curriculum.isEmpty ? nil : Curriculum(scenario.curriculum), randomStarts: true, seed: 3,
      threads: threads)
  }

  private static let adr = [
    "training={cart.mass_kg: {scale: {uniform: [1, 1]}, adr: {limit: [0.5, 2], step: 0.1}}}",
    "adr={episodes: 8}",
  ]

  private static let curriculum = [
    "training_episode_s=0.4",
    """
    curriculum=[{name: a, set: ["training={}", "rewards.upright_bonus.weight=5"], until: {success: 0.5, episodes: 20}},
    {name: b, set: ["training_episode_s=0.2"], until: {steps: 1000}}, {name: c}]
    """,
  ]

  @Test("a box moves with how episodes end, to the same bits for any number of threads", arguments: [adr, curriculum])
  func movesOn(overrides: [String]) throws {
    let (one, two) = (try moving(overrides, copies: 24, threads: 1), try moving(overrides, copies: 24, threads: 2))
    var (a, b) = (one.makeBatch(), two.makeBatch())
    one.reset(into: &a)
    two.reset(into: &b)
    #expect(trajectory(one, steps: 300, from: &a) == trajectory(two, steps: 300, from: &b))
    #expect(one.adaptation?.dimensions == two.adaptation?.dimensions)
    #expect(one.curriculum?.stage == two.curriculum?.stage)
    if let adaptation = one.adaptation {
      let range = adaptation.dimensions[0].range
      #expect(range.lowerBound < 0.95 && range.upperBound > 1.05)
    }
    if let curriculum = one.curriculum { #expect(curriculum.stage == 2) }
  }

  @Test("saved in the middle they go on to the same bits", arguments: [adr, curriculum])
  func savedOnTheMove(overrides: [String]) throws {
    let environment = try moving(overrides, copies: 10, threads: 2)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    _ = trajectory(environment, steps: 90, from: &batch)
    var state = SavedState()
    environment.save(into: &state)
    let other = try moving(overrides, copies: 10, threads: 1)
    other.restore(&state)
    var otherBatch = other.makeBatch()
    #expect(trajectory(environment, steps: 400, from: &batch) == trajectory(other, steps: 400, from: &otherBatch))
    #expect(environment.adaptation?.dimensions == other.adaptation?.dimensions)
    #expect(environment.curriculum?.stage == other.curriculum?.stage)
  }

  @Test("a copy takes a stage's task at the start of its next episode")
  func stages() throws {
    let environment = try moving(
      ["training={}", "curriculum=[{name: a, set: [\"rewards.upright_bonus.weight=5\", \"training_episode_s=0.2\"], until: {steps: 1}}, {name: b}]"],
      copies: 1, threads: 1)
    var batch = environment.makeBatch()
    environment.reset(into: &batch)
    var lengths: [Int] = []
    var length = 0
    for _ in 0..<60 {
      environment.step(Matrix(rows: 1, columns: 1), into: &batch)
      length += 1
      guard batch.endings[0] != .running else { continue }
      lengths.append(length)
      length = 0
    }
    // The first was under way when the stage ended, and began somewhere in its length.
    #expect(lengths[0] <= 10 && lengths[1...].allSatisfy { $0 == 20 } && lengths.count > 2)
  }
}
