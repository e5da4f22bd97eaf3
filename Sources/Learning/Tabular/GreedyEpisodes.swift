import Control

/// The greedy policy of a table, tried: ties go to the first action.
struct GreedyEpisodes {
  var meanReturn = 0.0
  var meanLength = 0.0   // decisions
  var successRate = 0.0
  /// The states of the first episode, from its first to the one that it ended in.
  var path: [Int] = []

  /// A policy that goes round in circles is stopped after so many decisions.
  private static let longest = 10_000

  init(_ values: ActionValues, on environment: inout any DiscreteEnvironment, episodes: Int) throws(EnvironmentFailure) {
    for episode in 0..<episodes {
      var state = try environment.begin()
      if episode == 0 { path.append(state) }
      for _ in 0..<Self.longest {
        let step = try environment.step(values.greedy(state))
        state = step.state
        if episode == 0 { path.append(state) }
        meanReturn += step.reward
        meanLength += 1
        if step.succeeded { successRate += 1 }
        guard step.ending == .running else { break }
      }
    }
    meanReturn /= Double(episodes)
    meanLength /= Double(episodes)
    successRate /= Double(episodes)
  }
}
