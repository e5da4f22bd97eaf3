package import Mathematics
package import Networks

/// A model of a plant with its task over rows of states; one instance is one shard's workspace.
///
/// Background planning rolls policies out in it; policy backprop also carries gradients back through the steps.
package protocol DifferentiableModel: AnyObject {
  /// Columns of a state, s.
  var stateCount: Int { get }
  /// Columns of a normalised action, a.
  var actionCount: Int { get }
  /// Columns of what the policy sees, o.
  var observationCount: Int { get }
  /// Rows at most.
  var capacity: Int { get }
  /// Steps whose intermediate values are kept for the way back.
  var depth: Int { get }

  /// What a policy sees of states.
  ///
  /// - Parameters:
  ///   - states: (rows × s)
  ///   - observations: written.                                                       (rows × o)
  func observe(rows: Int, states: FloatBuffer, into observations: FloatBuffer)

  /// Adds the derivative by the observations, carried back, to that by the states.
  func observeBackward(rows: Int, states: FloatBuffer, observationGradient: FloatBuffer, stateGradient: FloatBuffer)

  /// Step `t` of a rollout.
  ///
  /// - Parameters:
  ///   - states: (rows × s)
  ///   - actions: normalised.                                                         (rows × a)
  ///   - next: written.                                                               (rows × s)
  ///   - rewards: written.                                                            (rows)
  ///   - terminated: whether the scenario's end was reached; written.                 (rows)
  ///   - stream: what the model's noise and choice of member are drawn from.
  func step(
    _ t: Int, rows: Int, states: FloatBuffer, actions: FloatBuffer, next: FloatBuffer, rewards: FloatBuffer,
    terminated: inout [Bool], drawingFrom stream: inout RandomStream)

  /// Carries the derivatives by what step `t` wrote back to what it was given; writes over both gradients.
  func stepBackward(
    _ t: Int, rows: Int, nextGradient: FloatBuffer, rewardGradient: FloatBuffer, stateGradient: FloatBuffer,
    actionGradient: FloatBuffer)
}
