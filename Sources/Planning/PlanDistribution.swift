import CKernels
import Control
import Mathematics

/// A normal distribution over plans, each action by itself: what CEM and MPPI improve.
struct PlanDistribution: Sendable {
  let horizon: Int
  let actionCount: Int
  private(set) var mean: [Float]       // (horizon × a), normalised
  private(set) var deviation: [Float]  // (horizon × a)
  private var elites: [Int]            // (samples), the best first
  private var weights: [Float]         // (samples)

  init(settings: PlanningSettings, actionCount: Int) {
    horizon = settings.horizon
    self.actionCount = actionCount
    mean = [Float](repeating: 0, count: horizon * actionCount)
    deviation = [Float](repeating: settings.deviation, count: mean.count)
    elites = [Int](repeating: 0, count: settings.samples)
    weights = [Float](repeating: 0, count: settings.samples)
  }

  /// No plan: zeros, as uncertain as can be.
  mutating func reset(deviation initial: Float) {
    for i in mean.indices { (mean[i], deviation[i]) = (0, initial) }
  }

  /// Begins anew around the last plan, which `part` of an action's time has passed of; its end is held.
  mutating func begin(after part: Float, _ settings: PlanningSettings) {
    let last = (horizon - 1) * actionCount
    for i in 0..<last {
      mean[i] = (1 - part) * mean[i] + part * mean[i + actionCount]
      deviation[i] = (1 - part) * deviation[i] + part * deviation[i + actionCount]
    }
    for i in deviation.indices {
      // MPPI fits no deviation.
      let own = settings.method == .cem ? settings.widening * deviation[i] : .infinity
      deviation[i] = min(settings.deviation, own)
    }
  }

  func save(into state: inout SavedState) {
    for value in mean { state.append(Double(value)) }
    for value in deviation { state.append(Double(value)) }
  }

  mutating func restore(_ state: inout SavedState) {
    for i in mean.indices { mean[i] = Float(state.takeReal()) }
    for i in deviation.indices { deviation[i] = Float(state.takeReal()) }
  }

  /// CEM: mean and deviation of the best candidates.
  mutating func fit(_ batch: PlanBatch, _ settings: PlanningSettings) {
    let count = rank(batch, settings.elites)
    guard count > 0 else { return }
    for i in mean.indices {
      var sum: Float = 0
      for k in 0..<count { sum += batch.actions[elites[k] * mean.count + i] }
      let average = sum / Float(count)
      var squares: Float = 0
      for k in 0..<count {
        let difference = batch.actions[elites[k] * mean.count + i] - average
        squares += difference * difference
      }
      let spread = (squares / Float(count)).squareRoot()
      mean[i] = settings.momentum * mean[i] + (1 - settings.momentum) * average
      deviation[i] = max(
        settings.minimumDeviation, settings.momentum * deviation[i] + (1 - settings.momentum) * spread)
    }
  }

  /// The numbers of the best candidates in `elites`, the best first.
  ///
  /// - Returns: how many there are; those whose return is no number do not count.
  private mutating func rank(_ batch: PlanBatch, _ wanted: Int) -> Int {
    var count = 0
    for candidate in 0..<batch.count where batch.returns[candidate] > -.infinity {
      var place = count
      while place > 0, batch.returns[elites[place - 1]] < batch.returns[candidate] {
        if place < wanted { elites[place] = elites[place - 1] }
        place -= 1
      }
      if place < wanted {
        elites[place] = candidate
        count = min(count + 1, wanted)
      }
    }
    return count
  }

  /// MPPI: the mean of all candidates, weighted by e to their return over λ (Williams et al. 2017, algorithm 1), λ in
  /// units of the returns' deviation. σ stays: fitted to the same weights it falls before the mean has got to a bound.
  mutating func weigh(_ batch: PlanBatch, _ settings: PlanningSettings) {
    var (sum, squares, count, best) = (0.0, 0.0, 0.0, -Float.infinity)
    for value in batch.returns where value > -.infinity {
      sum += Double(value)
      count += 1
      best = max(best, value)
    }
    guard count > 0 else { return }
    let average = sum / count
    for value in batch.returns where value > -.infinity { squares += (Double(value) - average) * (Double(value) - average) }
    let scale = 1 / (settings.temperature * max(Float((squares / count).squareRoot()), 1e-12))
    for i in weights.indices { weights[i] = max(-100, scale * (batch.returns[i] - best)) }
    weights.withUnsafeMutableBufferPointer { s2r_exp($0.count, $0.baseAddress, $0.baseAddress) }
    var total: Float = 0
    for i in weights.indices {
      if batch.returns[i] == -.infinity { weights[i] = 0 }
      total += weights[i]
    }
    for i in mean.indices {
      var sum: Float = 0
      for candidate in 0..<batch.count { sum += weights[candidate] * batch.actions[candidate * mean.count + i] }
      mean[i] = sum / total
    }
  }
}
