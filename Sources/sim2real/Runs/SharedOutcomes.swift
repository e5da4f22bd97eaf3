import Evaluation
import Foundation
import Processes

extension Communicator {
  /// The outcomes of all processes, in their order, to the bit.
  func gather(_ outcomes: [EpisodeOutcome]) throws -> [EpisodeOutcome] {
    guard count > 1 else { return outcomes }
    return try gather(Array(JSONEncoder().encode(outcomes))).flatMap {
      try JSONDecoder().decode([EpisodeOutcome].self, from: Data($0))
    }
  }
}
