import Control
import Foundation
import Identification
import Logs
import Policies
import TestSupport
import Testing

@Suite struct PolicyAuditTests {
  private func audit(
    policy: PolicyFile = Swinging.policy, exploration: ExplorationNoise? = nil, warmUpTicks: Int = 0, _ change: (inout TickRecord) -> Void = { _ in }
  ) throws -> PolicyAudit {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("log.mcap").path
    try Swinging.record(
      to: path, policy: policy, ticks: 120, exploration: exploration, warmUpTicks: warmUpTicks, change: change)
    return PolicyAudit(of: try RecordedLog(reading: path), policy: policy)
  }

  @Test("a run that was recorded as it was comes out the same to the bit")
  func identical() throws {
    let audit = try audit()
    #expect(audit.ticks == 120)
    #expect(audit.isIdentical)
  }

  @Test(
    "so does a run of a policy that remembers, warmed up behind the brake; after a change it remembers otherwise",
    arguments: Network.RecurrentLayer.Kind.allCases)
  func remembering(kind: Network.RecurrentLayer.Kind) throws {
    let policy = Swinging.remembering(kind)
    var braked = 0
    let whole = try audit(policy: policy, warmUpTicks: 20) {
      if $0.applied.mode == .damping {
        braked += 1
        #expect($0.tick < 20 && $0.action[0] != 0 && $0.requested.values[0] != 0 && $0.applied.values[0] == 0)
      }
    }
    #expect(whole.ticks == 120 && whole.isIdentical && braked == 20)
    let changed = try audit(policy: policy) { if $0.tick == 60 { $0.observation[0] += 0.5 } }
    #expect(changed.differentObservations == 1 && changed.differentActions > 1)
  }

  @Test("one bit in one tick is found where it is")
  func different() throws {
    let action = try audit { if $0.tick == 60 { $0.action[0] = $0.action[0].nextUp } }
    #expect(action.differentActions == 1 && action.differentObservations == 0 && !action.isIdentical)
    // A reading feeds its own observation only; the history holds commands.
    let reading = try audit { if $0.tick == 60 { $0.reading.values[0] += 1e-3 } }
    #expect(reading.differentObservations == 1 && reading.differentActions == 0)
    // A command that was not the one applied shows in the next observation.
    let applied = try audit { if $0.tick == 60 { $0.applied.values[0] += 0.5 } }
    #expect(applied.differentObservations == 1)
    let requested = try audit { if $0.tick == 60 { $0.requested.values[0] += 0.5 } }
    #expect(requested.differentRequests == 1)
  }

  @Test("a run that explored comes out the same to the bit too, its noise drawn again from the logged seed")
  func explored() throws {
    let noise = ExplorationNoise(sigma: 0.3, period: 0.02, seed: 12)
    #expect(try audit(exploration: noise).isIdentical)
    let requested = try audit(exploration: noise) { if $0.tick == 60 { $0.requested.values[0] += 0.5 } }
    #expect(requested.differentRequests == 1)
    // Behind a gap the noise goes on at the right tick.
    let gap = try audit(exploration: noise) { if $0.tick == 60 { $0.tick = 59 } }
    #expect(gap.differentRequests == 1)
  }

  @Test("ticks that the recorder dropped are counted")
  func missing() throws {
    let audit = try audit { if $0.tick > 60 { $0.tick += 3 } }
    #expect(audit.missingTicks == 3 && !audit.isIdentical)
  }
}
