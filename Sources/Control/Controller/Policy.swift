/// Maps an observation to an action; a network, a planner or a script.
public protocol Policy {
  var observationCount: Int { get }
  var actionCount: Int { get }

  /// Forgets what a recurrent policy or a planner remembers of the last episode.
  mutating func reset()

  /// Acts on one observation.
  ///
  /// - Parameters:
  ///   - observation: in physical units, from `offset` on.        (observation)
  ///   - action: normalised; what ``ActionDecoder`` expects.       (action)
  mutating func act(on observation: [Float], at offset: Int, into action: inout [Float])
}
