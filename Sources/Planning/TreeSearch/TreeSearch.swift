public import Control
import Foundation
public import Mathematics

/// Monte-Carlo tree search with UCB1 at its nodes (UCT; Kocsis & Szepesvári 2006) over a model that can be restored.
///
/// A node stands for the actions that lead to it and not for a state, and the model is run from the root in each
/// simulation; so nothing but the root need be saved, and a model with chance of its own is averaged over: each
/// simulation draws its own, not what the root's world is about to draw. The same states reached by other actions are
/// other nodes. Nothing here allocates after `init` but what the model does.
public struct TreeSearch: Sendable {
  public let settings: TreeSearchSettings
  private let actions: Int
  private var stream: RandomStream
  /// Of what the model draws.
  private var chance: RandomStream
  // The tree, the root first. A simulation adds one node.
  private var children: [Int32]  // (nodes × actions), −1 where there is none
  private var visits: [Int32]    // (nodes × actions)
  private var totals: [Double]   // (nodes × actions), sums of returns
  private var nodeVisits: [Int32]
  private var count = 0
  /// Where the running simulation went: node × actions + action, and what the step earned.   (horizon)
  private var path: [Int]
  private var rewards: [Double]
  /// The least and the greatest return seen at any node.
  private var least = Double.infinity
  private var greatest = -Double.infinity

  /// - Parameter actions: of the model.
  public init(settings: TreeSearchSettings, actions: Int, stream: RandomStream) {
    self.settings = settings
    self.actions = actions
    self.stream = stream
    chance = stream.split("chance")
    let nodes = settings.simulations + 1
    children = [Int32](repeating: -1, count: nodes * actions)
    visits = [Int32](repeating: 0, count: nodes * actions)
    totals = [Double](repeating: 0, count: nodes * actions)
    nodeVisits = [Int32](repeating: 0, count: nodes)
    path = [Int](repeating: 0, count: settings.horizon)
    rewards = [Double](repeating: 0, count: settings.horizon)
  }

  /// The action that was simulated most, the first of equal ones.
  ///
  /// - Parameters:
  ///   - model: left anywhere.
  ///   - root: the model's state to decide in, as its `save` wrote it.
  public mutating func plan(
    on model: inout some DiscreteEnvironment, from root: inout SavedState
  ) throws(EnvironmentFailure) -> Int {
    count = 0
    (least, greatest) = (.infinity, -.infinity)
    _ = addNode()
    for _ in 0..<settings.simulations {
      root.rewind()
      try model.restore(&root)
      model.redraw(from: RandomStream(seed: chance.next()))
      try simulate(on: &model)
    }
    var best = 0
    for action in 1..<actions where visits[action] > visits[best] { best = action }
    return best
  }

  /// How often each action at the root was simulated in the last search, and its mean return; nil: never.   (actions)
  public var rootActions: [(visits: Int, meanReturn: Double?)] {
    (0..<actions).map { (Int(visits[$0]), visits[$0] > 0 ? totals[$0] / Double(visits[$0]) : nil) }
  }

  /// Down the tree, one node more, a value for it, and back up.
  private mutating func simulate(on model: inout some DiscreteEnvironment) throws(EnvironmentFailure) {
    var (node, depth) = (0, 0)
    var value = 0.0
    while depth < settings.horizon {
      let pair = node * actions + select(node)
      let step = try model.step(pair - node * actions)
      path[depth] = pair
      rewards[depth] = step.reward
      depth += 1
      guard step.ending == .running else { break }
      if children[pair] >= 0 {
        node = Int(children[pair])
        // At the horizon the walk ends inside the tree.
        if depth == settings.horizon { value = estimate(step.state) }
        continue
      }
      children[pair] = addNode()
      value = try evaluateLeaf(step.state, depth: depth, on: &model)
      break
    }
    for i in (0..<depth).reversed() {
      value = rewards[i] + settings.discount * value
      visits[path[i]] += 1
      totals[path[i]] += value
      nodeVisits[path[i] / actions] += 1
      least = min(least, value)
      greatest = max(greatest, value)
    }
  }

  /// An action not tried yet, at random, and after that the one with the greatest bound
  /// Q(s, a) + C √(ln N(s) / N(s, a)).
  private mutating func select(_ node: Int) -> Int {
    let first = node * actions
    var untried = 0
    for action in 0..<actions where visits[first + action] == 0 { untried += 1 }
    if untried > 0 {
      var place = stream.index(below: untried)
      for action in 0..<actions where visits[first + action] == 0 {
        if place == 0 { return action }
        place -= 1
      }
    }
    let width = greatest > least ? greatest - least : 1
    let logarithm = log(Double(nodeVisits[node]))
    var (best, bestBound) = (0, -Double.infinity)
    for action in 0..<actions {
      let count = Double(visits[first + action])
      let mean = (totals[first + action] / count - least) / width
      let bound = mean + settings.exploration * (logarithm / count).squareRoot()
      if bound > bestBound { (best, bestBound) = (action, bound) }
    }
    return best
  }

  private mutating func evaluateLeaf(
    _ state: Int, depth: Int, on model: inout some DiscreteEnvironment
  ) throws(EnvironmentFailure) -> Double {
    guard case .rollout = settings.leaf else { return estimate(state) }
    var (value, weight) = (0.0, 1.0)
    for _ in depth..<settings.horizon {
      let step = try model.step(stream.index(below: actions))
      value += weight * step.reward
      weight *= settings.discount
      guard step.ending == .running else { break }
    }
    return value
  }

  /// What is known of a state without looking further.
  private func estimate(_ state: Int) -> Double {
    if case .values(let values) = settings.leaf { return values[state] }
    return 0
  }

  private mutating func addNode() -> Int32 {
    for i in count * actions..<(count + 1) * actions {
      children[i] = -1
      visits[i] = 0
      totals[i] = 0
    }
    nodeVisits[count] = 0
    count += 1
    return Int32(count - 1)
  }

  /// Where its draws stand; what it found is not kept between decisions.
  public func save(into state: inout SavedState) {
    state.append(stream)
    state.append(chance)
  }

  public mutating func restore(_ state: inout SavedState) {
    stream = state.takeStream()
    chance = state.takeStream()
  }
}
