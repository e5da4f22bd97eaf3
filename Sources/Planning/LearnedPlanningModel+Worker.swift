import Control
import Mathematics
import Policies

extension LearnedPlanningModel {
  /// Plans of one shard on one member. Unchecked: it runs on one thread at a time, and `roll` returns after all of
  /// them.
  final class Worker: @unchecked Sendable {
    let capacity: Int
    private let dynamics: LearnedDynamics
    private let settings: PlanningSettings
    private var guideRows: GuideRows?
    private var plans = 0
    private var states: [Float]      // (capacity × s)
    private var actions: [Float]     // (capacity × horizon × a)
    private var now: [Float]         // (capacity × a)
    private var rewards: [Float]     // (capacity)
    private var terminated: [Bool]   // (capacity), in the last step
    private var ended: [Bool]        // (capacity), ever
    private var noise: [Float]       // (capacity × outputs)
    private(set) var returns: [Float]  // (capacity)

    init(_ dynamics: LearnedDynamics, _ guide: PlanningGuide?, _ settings: PlanningSettings) {
      self.dynamics = dynamics
      self.settings = settings
      capacity = dynamics.capacity
      let layout = dynamics.model.coding.state
      guideRows = guide.map { GuideRows($0, state: layout, capacity: dynamics.capacity) }
      states = [Float](repeating: 0, count: capacity * layout.count)
      actions = [Float](repeating: 0, count: capacity * settings.horizon * layout.actuators)
      now = [Float](repeating: 0, count: capacity * layout.actuators)
      rewards = [Float](repeating: 0, count: capacity)
      terminated = [Bool](repeating: false, count: capacity)
      ended = terminated
      noise = [Float](repeating: 0, count: settings.modelNoise ? capacity * dynamics.outputCount : 0)
      returns = rewards
    }

    private var actionCount: Int { dynamics.model.coding.state.actuators }

    private func place(_ count: Int, _ state: [Float], _ offset: Int) {
      plans = count
      let s = dynamics.stateCount
      for row in 0..<count { for i in 0..<s { states[row * s + i] = state[offset + i] } }
    }

    /// Takes plans over, all at one state.
    func take(_ range: Range<Int>, _ batch: PlanBatch, _ state: [Float], _ offset: Int) {
      place(range.count, state, offset)
      let first = batch.place(range.lowerBound)
      for i in 0..<range.count * batch.horizon * actionCount { actions[i] = batch.actions[first + i] }
    }

    /// Perturbations of a batch's plans → what the policy does under them on one member.
    func guide(_ range: Range<Int>, _ batch: inout PlanBatch, _ state: [Float], _ offset: Int, _ member: Int) {
      take(range, batch, state, offset)
      let stride = settings.horizon * actionCount
      for t in 0..<settings.horizon {
        actions.withUnsafeMutableBufferPointer {
          guideRows!.act(rows: plans, states: states, actions: $0.baseAddress! + t * actionCount, stride: stride)
        }
        gather(t)
        for _ in 0..<settings.hold { step(member, noise: nil) }
      }
      let first = batch.place(range.lowerBound)
      for i in 0..<range.count * stride { batch.actions[first + i] = actions[i] }
    }

    /// The discounted returns of the plans taken over.
    func roll(_ member: Int, drawingFrom stream: RandomStream) {
      var stream = stream
      for row in 0..<plans { (returns[row], ended[row]) = (0, false) }
      var weight: Float = 1
      for t in 0..<settings.horizon {
        gather(t)
        for _ in 0..<settings.hold {
          draw(&stream)
          step(member, noise: settings.modelNoise ? noise : nil)
          for row in 0..<plans where !ended[row] {
            returns[row] += weight * rewards[row]
            ended[row] = terminated[row]
          }
          weight *= settings.discount
        }
      }
      guard guideRows?.guide.critics.isEmpty == false else { return }
      guideRows?.values(rows: plans, states: states, into: &rewards)
      for row in 0..<plans where !ended[row] { returns[row] += weight * rewards[row] }
    }

    private func gather(_ t: Int) {
      let a = actionCount
      for row in 0..<plans { for i in 0..<a { now[row * a + i] = actions[(row * settings.horizon + t) * a + i] } }
    }

    /// The same draws for every plan, so that plans differ by what they do alone.
    private func draw(_ stream: inout RandomStream) {
      guard settings.modelNoise else { return }
      let n = dynamics.outputCount
      for i in 0..<n {
        let value = Float(stream.normal())
        for row in 0..<plans { noise[row * n + i] = value }
      }
    }

    private func step(_ member: Int, noise: [Float]?) {
      guard let noise else {
        dynamics.step(
          rows: plans, member: member, states: &states, actions: now, rewards: &rewards, terminated: &terminated)
        return
      }
      dynamics.step(
        rows: plans, member: member, states: &states, actions: now, noise: noise, rewards: &rewards,
        terminated: &terminated)
    }
  }
}
