import Control
import Learning
import Mathematics
import Testing

@Suite struct ModelReportTests {
  private static let state = StateLayout(sensors: 2, actuators: 1, commands: 0)

  private static func ensemble(_ hinge: DrivenHinge) -> DynamicsEnsemble {
    let ensemble = DynamicsEnsemble(
      interface: DrivenHinge.interface, state: state, settings: .quick(), stream: RandomStream(seed: 1))
    _ = ensemble.train(on: hinge.record(100, state: state, seed: 1), threads: 1)
    return ensemble
  }

  @Test("known noise: intervals hold what they should, and errors grow from the noise's own size")
  func noise() throws {
    let hinge = DrivenHinge(noise: 0.3, gravity: 0)
    let report = ModelReport(
      of: Self.ensemble(hinge), on: hinge.record(50, state: Self.state, seed: 2), task: DrivenHinge.task())
    #expect(report.coverage.map(\.expected) == [0.5, 0.8, 0.9, 0.95])
    for entry in report.coverage { #expect(abs(entry.observed - entry.expected) < 0.05, "\(entry)") }
    // 50 episodes of 40 steps: 40, 8, 4 and 1 sequences in each, none across an episode's end.
    #expect(report.openLoop.map(\.steps) == [1, 5, 10, 25])
    #expect(report.openLoop.map(\.sequences) == [2000, 400, 200, 50])
    #expect(abs(report.openLoop[0].errors[1] - 0.3) < 0.03)
    // Noise of 0.3 filtered by 0.95 over five steps.
    let expected = 0.3 * (0..<5).reduce(0) { $0 + DrivenHinge.power(0.95, 2 * $1) }.squareRoot()
    #expect(abs(report.openLoop[1].errors[1] - expected) < 0.15 * expected)
    let text = report.text(for: DrivenHinge.interface)
    #expect(text.contains("25 steps on: hinge.velocity off by") && text.contains("95 % intervals hold"))
  }

  @Test("a model of another plant is found out")
  func foreign() {
    let hinge = DrivenHinge(noise: 0.1, gravity: 0)
    let other = DrivenHinge(noise: 0.3, gravity: 1)
    let ensemble = Self.ensemble(hinge)
    let own = ModelReport(of: ensemble, on: hinge.record(20, state: Self.state, seed: 3), task: DrivenHinge.task())
    let foreign = ModelReport(of: ensemble, on: other.record(20, state: Self.state, seed: 3), task: DrivenHinge.task())
    #expect(foreign.coverage[3].observed < 0.7)
    #expect(foreign.negativeLogLikelihood > own.negativeLogLikelihood + 1)
    #expect(foreign.openLoop[0].errors[1] > 2 * own.openLoop[0].errors[1])
  }
}
