package import Control
package import Scenarios

extension ModelTask {
  /// Of an environment that others have made: the reward is learned, and so is the end of an episode where it is not
  /// known when that is.
  package init(_ scenario: ExternalScenario, in environment: any VectorEnvironment) {
    let terminations = scenario.terminations(sensors: environment.interface.sensors.count)
    self.init(
      observation: environment.layout, decoder: environment.decoder, limits: environment.limits, rewards: [],
      terminations: terminations ?? [])
    learnsTermination = terminations == nil
  }
}
