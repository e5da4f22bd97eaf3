import CMallocCount
import Control
import Mathematics
import Planning
import Testing

@Suite struct TreeSearchTests {
  private func search(
    simulations: Int, horizon: Int = 20, discount: Double = 0.9, leaf: TreeSearchSettings.Leaf = .rollout, seed: UInt64 = 1
  ) -> TreeSearch {
    TreeSearch(
      settings: TreeSearchSettings(simulations: simulations, horizon: horizon, discount: discount, leaf: leaf),
      actions: 2, stream: RandomStream(seed: seed))
  }

  private func root(_ model: Corridor) -> SavedState {
    var state = SavedState()
    model.save(into: &state)
    return state
  }

  @Test("the last step before a reward is worth that reward, and it is chosen")
  func lastStep() throws {
    var model = Corridor(length: 4, start: 2)
    var search = search(simulations: 200)
    var state = root(model)
    #expect(try search.plan(on: &model, from: &state) == 1)
    let actions = search.rootActions
    #expect(actions[1].meanReturn == 1)
    #expect(actions[0].visits + actions[1].visits == 200)
    // Left is one cell from an end without a reward: whatever follows is at most γ² · 1.
    #expect(try #require(actions[0].meanReturn) <= 0.81)
  }

  @Test("a reward three steps away is weighed against a smaller one nearby by the discount", arguments: [
    (0.5, 1), (0.95, 0),
  ])
  func discounted(leftReward: Double, expected: Int) throws {
    // From cell 1 of 5: left pays at once, right pays γ² = 0.81.
    var model = Corridor(length: 5, start: 1, leftReward: leftReward)
    var search = search(simulations: 2000)
    var state = root(model)
    #expect(try search.plan(on: &model, from: &state) == expected)
  }

  @Test("a table of values stands for what lies beyond the horizon")
  func values() throws {
    // Two steps ahead nothing is paid; the table says that the left is better.
    var values = [Double](repeating: 0, count: 21)
    values[8] = 5
    var model = Corridor(length: 21, start: 10)
    var search = search(simulations: 200, horizon: 2, leaf: .values(values))
    var state = root(model)
    #expect(try search.plan(on: &model, from: &state) == 0)
  }

  @Test("the same seed plans the same, and planning does not move the root")
  func deterministic() throws {
    var model = Corridor(length: 9, start: 4, slip: 0.2)
    var state = root(model)
    let before = state.words
    var (first, second) = (search(simulations: 300), search(simulations: 300))
    _ = try first.plan(on: &model, from: &state)
    _ = try second.plan(on: &model, from: &state)
    #expect(first.rootActions.map(\.visits) == second.rootActions.map(\.visits))
    #expect(first.rootActions.map(\.meanReturn) == second.rootActions.map(\.meanReturn))
    #expect(state.words == before)
    var third = search(simulations: 300, seed: 2)
    _ = try third.plan(on: &model, from: &state)
    #expect(third.rootActions.map(\.meanReturn) != first.rootActions.map(\.meanReturn))
  }

  @Test("it does not foresee what the root's world will draw")
  func chance() throws {
    // One step from either end, and half of all steps slip: whoever knows the draw earns 0 or 1 for sure.
    var model = Corridor(length: 3, start: 1, slip: 0.5)
    var state = root(model)
    var search = search(simulations: 600)
    _ = try search.plan(on: &model, from: &state)
    for action in search.rootActions {
      #expect((0.35...0.65).contains(try #require(action.meanReturn)), "\(search.rootActions)")
    }
  }

  @Test("a search does not allocate")
  func allocates() throws {
    var model = Corridor(length: 9, start: 4)
    var state = root(model)
    var search = search(simulations: 300)
    _ = try search.plan(on: &model, from: &state)
    let before = malloc_count()
    for _ in 0..<10 { _ = try search.plan(on: &model, from: &state) }
    #expect(malloc_count() == before)
  }
}
