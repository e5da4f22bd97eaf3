package import Networks

/// What follows a rollout's last step, as a value with its derivatives; one instance is one shard's workspace.
package protocol TerminalCritic: AnyObject {
  /// Whether it is Q(o, a); the actor acts once more then, and its entropy there counts too. Otherwise V(o).
  var valuesActions: Bool { get }

  /// - Parameters:
  ///   - observations: (rows × o)
  ///   - actions: not to be looked at where it values none.                           (rows × a)
  ///   - values: written.                                                             (rows)
  ///   - observationGradient: each row's value by its observation; written.           (rows × o)
  ///   - actionGradient: by its action; written where it values actions.              (rows × a)
  func evaluate(
    rows: Int, observations: FloatBuffer, actions: FloatBuffer, values: FloatBuffer, observationGradient: FloatBuffer,
    actionGradient: FloatBuffer)
}
