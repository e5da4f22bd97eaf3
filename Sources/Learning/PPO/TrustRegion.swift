import Mathematics
package import Networks

/// A region around a policy that training is held near: a penalty β · KL(anchor ‖ policy) whose weight follows the
/// divergence found (Schulman et al. 2017, §4). It is soft: 15 refinements ended at 0.3 to 1.8 of the limit (2026-11-24).
///
/// Anchor and policy see observations through one normaliser, which therefore stands still.
package final class TrustRegion: @unchecked Sendable {
  /// Mean divergence to stay near, nats.
  package let limit: Float
  package let anchor: ActionHead
  let network: TrainableNetwork
  /// β
  package private(set) var weight: Float

  package init(around policy: TrainableNetwork, head: ActionHead, limit: Float, weight: Float = 1) {
    precondition(limit > 0, "a region has an extent")
    network = TrainableNetwork(policy.shape)
    network.parameters.array = policy.parameters.array
    anchor = head.copy()
    self.limit = limit
    self.weight = weight
  }

  /// Takes in the mean divergence after an iteration.
  func adapt(to divergence: Float) {
    if divergence > 1.5 * limit { weight = min(weight * 2, 1e4) }
    if divergence < limit / 1.5 { weight = max(weight / 2, 1e-4) }
  }

  func save(into state: inout SavedState) { state.append(Double(weight)) }
  func restore(_ state: inout SavedState) { weight = Float(state.takeReal()) }
}
