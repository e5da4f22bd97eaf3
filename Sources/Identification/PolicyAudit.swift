import Control
public import Logs
import Planning
public import Policies

/// The flight-recorder audit: does the policy, run again on the log, give exactly what the log says it gave?
public struct PolicyAudit: Sendable, Equatable, Codable {
  public var ticks: Int
  /// Ticks whose observation, encoded again from the logged readings and commands, differs in any bit.
  public var differentObservations: Int
  /// Ticks whose action, from the logged observations, differs in any bit. A planner whose time was limited does as many
  /// iterations as the log says.
  public var differentActions: Int
  /// Ticks whose requested command, decoded from the logged action, differs in any bit. Noise of an exploration is
  /// drawn again from the logged seed.
  public var differentRequests: Int
  /// Ticks that the recorder dropped; the first observations after a gap then differ, and the actions of a policy that
  /// remembers.
  public var missingTicks: Int

  public var isIdentical: Bool {
    ticks > 0 && differentObservations == 0 && differentActions == 0 && differentRequests == 0 && missingTicks == 0
  }

  /// Replays the log through the same encoder, policy and decoder that drove the robot.
  public init(of log: RecordedLog, policy file: PolicyFile) {
    // A planner's model obeys the limits that the controller had.
    var policy = file.makePolicy(limits: log.header.limits)
    var encoder = ObservationEncoder(layout: file.layout, interface: file.interface)
    var observation = [Float](repeating: 0, count: encoder.count)
    var action = [Float](repeating: 0, count: file.interface.actuators.count)
    var requested = Command(for: file.interface)
    var noise = log.header.exploration.map { ExplorationProcess($0, actions: action.count) }
    var noiseTick: UInt64 = 0
    ticks = log.ticks.count
    (differentObservations, differentActions, differentRequests) = (0, 0, 0)
    missingTicks = log.missingTicks
    for tick in log.ticks {
      encoder.encode(tick.reading, into: &observation, at: 0)
      encoder.remember(applied: tick.applied)
      if !Self.same(observation, tick.observation) { differentObservations += 1 }
      if tick.planIterations > 0 { policy.planner?.prescribedIterations = Int(tick.planIterations) }
      policy.act(on: tick.observation, at: 0, into: &action)
      if !Self.same(action, tick.action) { differentActions += 1 }
      if noise == nil {
        file.decoder.decode(tick.action, at: 0, into: &requested)
      } else {
        while noiseTick < tick.tick {
          noise!.advance()
          noiseTick += 1
        }
        noise!.apply(to: tick.action, at: 0, into: &action, at: 0)
        file.decoder.decode(action, at: 0, into: &requested)
      }
      if !requested.values.elementsEqual(tick.requested.values, by: { $0.bitPattern == $1.bitPattern }) {
        differentRequests += 1
      }
    }
  }

  private static func same(_ a: [Float], _ b: [Float]) -> Bool {
    a.elementsEqual(b) { $0.bitPattern == $1.bitPattern }
  }
}
