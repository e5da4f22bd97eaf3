import Control
import Foundation
public import Scenarios
public import Simulation
import Statistics

/// The physics that explains a trace best: Gauss–Newton on the prediction errors of short windows, with the training
/// box as the prior (a ridge in standard deviations of the box).
///
/// Under a policy that switches to and fro the error has a minimum for each period of the switching, so the search
/// begins at the delay that explains best of a whole range.
///
/// What a trace cannot tell apart (both delays; strength and masses together) stays near the box's mean; the estimate
/// is for comparing traces with one another, not a posterior.
public struct ParameterFit: Sendable {
  public let parameters: IdentifiedParameters
  private let scenario: Scenario
  private let model: SimulationModel
  /// Ticks predicted ahead, ticks from one window to the next, and steps of Gauss and Newton.
  private let length: Int
  private let stride: Int
  private let iterations: Int

  public init(scenario: Scenario, model: SimulationModel, length: Int = 5, stride: Int = 5, iterations: Int = 4) {
    self.scenario = scenario
    self.model = model
    self.length = length
    self.stride = stride
    self.iterations = iterations
    parameters = IdentifiedParameters(scenario: scenario, model: model)
  }

  /// The estimate in standard deviations from the box's mean.    (parameters)
  public func scores(of trace: Trace) -> [Double] {
    let count = parameters.count
    var simulator = WindowSimulator(
      model: model, physicsStep: scenario.physicsStep, parameters: PhysicalParameters(.nominal, model: model))
    var scores = bestDelay(of: trace, &simulator)
    for _ in 0..<iterations {
      let residuals = residuals(of: trace, at: scores, &simulator)
      let weights = channelWeights(residuals, channels: trace.sensorCount)
      var slopes: [[Double]] = []
      let h = 0.1
      for p in 0..<count {
        var moved = scores
        moved[p] += h
        let other = self.residuals(of: trace, at: moved, &simulator)
        guard other.count == residuals.count else { return scores }
        slopes.append(zip(other, residuals).map { ($0 - $1) / h })
      }
      // (JᵀWJ + I) δ = −(JᵀWr + scores)
      var matrix = [Double](repeating: 0, count: count * count)
      var right = [Double](repeating: 0, count: count)
      for p in 0..<count {
        for q in 0...p {
          var sum = p == q ? 1.0 : 0
          for i in residuals.indices { sum += weights[i % trace.sensorCount] * slopes[p][i] * slopes[q][i] }
          matrix[p * count + q] = sum
          matrix[q * count + p] = sum
        }
        right[p] = -scores[p]
        for i in residuals.indices { right[p] -= weights[i % trace.sensorCount] * slopes[p][i] * residuals[i] }
      }
      guard let step = solvePositiveDefinite(matrix, right) else { return scores }
      // Within what the linearisation can be trusted for, and what the parameters allow.
      for p in 0..<count { scores[p] = max(-8, min(8, scores[p] + max(-1.5, min(1.5, step[p])))) }
    }
    return scores
  }

  /// The box's mean, but for the action delay: the one of 0 to 80 ms under which the residuals are most likely.
  private func bestDelay(of trace: Trace, _ simulator: inout WindowSimulator) -> [Double] {
    var best = [Double](repeating: 0, count: parameters.count)
    guard let p = parameters.names.firstIndex(of: "action_delay_s") else { return best }
    var lowest = Double.infinity
    for delay in Swift.stride(from: 0, through: 0.08, by: 0.005) {
      var scores = [Double](repeating: 0, count: parameters.count)
      scores[p] = (delay - parameters.means[p]) / parameters.deviations[p]
      let residuals = residuals(of: trace, at: scores, &simulator)
      // Minus twice the Gaussian log-likelihood for each sample, the variances at their own estimates.
      let cost = -channelWeights(residuals, channels: trace.sensorCount).reduce(0) { $0 + log($1) }
      if cost < lowest { (lowest, best) = (cost, scores) }
    }
    return best
  }

  /// The estimate in the parameters' own units.
  public func values(of scores: [Double]) -> [String: Double] {
    let variant = parameters.variant(at: scores, nominal: model.nominal)
    return variant.parameters.filter { parameters.names.contains($0.key) }
  }

  private func physics(_ scores: [Double]) -> PhysicalParameters {
    PhysicalParameters(parameters.variant(at: scores, nominal: model.nominal), model: model)
  }

  private func residuals(of trace: Trace, at scores: [Double], _ simulator: inout WindowSimulator) -> [Double] {
    simulator.change(to: physics(scores))
    var residuals: [Double] = []
    for start in Swift.stride(from: 0, to: trace.count - length, by: stride) {
      simulator.appendResidual(of: trace, start: start, length: length, to: &residuals)
    }
    return residuals
  }

  /// 1 / variance of each sensor's residuals.
  private func channelWeights(_ residuals: [Double], channels: Int) -> [Double] {
    (0..<channels).map { channel in
      let values = Swift.stride(from: channel, to: residuals.count, by: channels).map { residuals[$0] * residuals[$0] }
      return 1 / max(values.reduce(0, +) / Double(max(1, values.count)), 1e-18)
    }
  }
}
