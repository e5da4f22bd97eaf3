import Control
import Logs
import Mathematics
import RobotModels
import Scenarios
import Simulation

/// One run of a simulated robot under a controller, through the one control loop.
struct Rollout {
  let subject: SimulatedRobot
  /// Ticks at most.
  let steps: Int
  /// Every draw follows from it: the start, the sensors' noise, the ticks' lateness.
  let seed: UInt64
  let variant: Variant

  /// A tick as the observer sees it.
  struct Tick {
    let record: TickRecord
    let truth: TrueState
  }

  /// How it went.
  enum Ending: Equatable {
    /// As long as it was meant to be.
    case complete
    /// The scenario's failure of that name.
    case terminated(String)
    /// The supervisor's stop, where a scenario counts it as a failure.
    case stopped(SafetyEvents)
    case diverged(SimulationFailure)
    /// The observer wanted no more.
    case interrupted
  }

  struct Outcome {
    var ending = Ending.complete
    var ticks = 0
    /// Nil without a scenario.
    var judge: EpisodeJudge?
    /// Sums of the weighted reward terms.                              (terms)
    var rewards: [Float] = []
    /// Ticks with each of the supervisor's events.
    var events: [String: Int] = [:]
    /// Where the model's root and the objects were at the end.
    var base: Pose?
    var objects: [Pose] = []
    /// What led to a divergence.
    var lastSecond: LastSecond?
  }

  /// - Parameter observe: is shown each tick; false ends the run.
  func run(_ controller: inout some RolloutController, observe: (Tick) throws -> Bool) throws -> Outcome {
    let stream = RandomStream(seed: seed).split("simulate")
    var simulated = SimulatedPlant(model: subject.model, period: subject.period, physicsStep: subject.physicsStep)
    var draws = stream.split("start")
    let start = subject.start(drawingFrom: &draws)
    simulated.prepare(
      PhysicalParameters(variant, model: subject.model), positions: start.positions, velocities: start.velocities,
      base: start.base, objects: start.objects, noise: stream.split("noise"))
    var plant = WatchedPlant(simulated)
    let truth = plant.truth

    var outcome = Outcome(judge: subject.scenario.map(EpisodeJudge.init))
    outcome.rewards = subject.scenario?.rewards.map { _ in 0 } ?? []
    var record = TickRecord(
      interface: subject.interface, observationCount: controller.observation.count, actionCount: controller.action.count)
    var failure: (any Error)?
    /// Judges the step that has just ended; whether the episode goes on.
    func judge() -> Bool {
      guard let judge = outcome.judge else { return true }
      truth.show(to: judge)
      judge.judge(applied: record.applied.values)
      for i in outcome.rewards.indices { outcome.rewards[i] += judge.rewardTerms[i] }
      guard let termination = judge.termination else { return true }
      outcome.ending = .terminated(termination.name)
      return false
    }
    do {
      try Control.run(&controller, on: &plant, steps: steps) { reading, command, controller in
        let goesOn = outcome.ticks == 0 || judge()
        record.fill(tick: outcome.ticks, reading, command, controller, period: subject.period)
        outcome.ticks += 1
        for name in controller.events.names { outcome.events[name, default: 0] += 1 }
        do {
          if try !observe(Tick(record: record, truth: truth)) {
            if goesOn { outcome.ending = .interrupted }
            return .finish
          }
        } catch {
          failure = error
          return .finish
        }
        let stops = controller.events.intersection(.stopping)
        if goesOn, subject.scenario != nil, !stops.isEmpty {
          outcome.ending = .stopped(stops)
          return .finish
        }
        return goesOn ? .proceed : .finish
      }
      if let failure { throw failure }
      // The last step's end is seen by no tick.
      if outcome.ending == .complete { _ = judge() }
    } catch let error as SimulationFailure {
      outcome.ending = .diverged(error)
      outcome.lastSecond = plant.lastSecond(error, variant: variant)
    }
    outcome.base = truth.linkPoses[subject.model.model.rootIndex]
    outcome.objects = Array(truth.linkPoses.suffix(subject.model.objects.count))
    return outcome
  }
}
