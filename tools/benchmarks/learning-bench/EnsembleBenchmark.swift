import Control
import Foundation
import Learning
import Mathematics
import Networks

/// Milliseconds of an optimiser's step of a whole dynamics ensemble, each member on a batch of its own: the median of
/// five stretches.
func measureEnsemble(threads: Int, members: Int, hidden: [Int], observations: Int, actions: Int, batch: Int) -> Double {
  var settings = EnsembleSettings()
  settings.members = members
  settings.elites = members
  settings.hidden = hidden
  settings.batch = batch
  settings.learnsReward = true
  settings.maximumEpochs = 1
  settings.heldOutFraction = 0
  settings.heldOutLimit = 1
  let interface = ControlInterface.unnamed(
    "noise", sensors: observations, effortLimits: [Double](repeating: 1, count: actions), period: 1)
  let state = StateLayout(sensors: observations, actuators: actions, commands: 0)
  let ensemble = DynamicsEnsemble(
    interface: interface, state: state, settings: settings, stream: RandomStream(seed: 1))
  var stream = RandomStream(seed: 2)
  var steps = TransitionBuffer(state: state)
  let updates = 100
  for _ in 0..<updates * batch + 1 {
    let values = (0..<2 * observations + actions).map { _ in Float(stream.uniform(in: -1...1)) }
    steps.append(
      states: values, at: 0, applied: values, at: observations, readings: values, at: observations + actions,
      reward: values[0], terminated: false)
  }
  var milliseconds: [Double] = []
  for _ in 0..<6 {
    let seconds = ensemble.secondsOfEpoch(on: steps, threads: threads)
    milliseconds.append(seconds * 1e3 / Double(updates))
  }
  return milliseconds.dropFirst().sorted()[2]
}
