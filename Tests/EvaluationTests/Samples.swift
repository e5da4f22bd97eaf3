import Control
import Evaluation
import Mathematics
import Policies

enum Samples {
  static let network: Network = {
    var stream = RandomStream(seed: 4)
    func draws(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
    return Network(
      mean: draws(3), inverseDeviation: [1, 2, 0.5],
      layers: [
        .init(inputs: 3, outputs: 8, weights: draws(24), biases: draws(8), activation: .tanh),
        .init(inputs: 8, outputs: 1, weights: draws(8), biases: draws(1), activation: .tanh),
      ])
  }()

  static let file: PolicyFile = {
    let interface = ControlInterface(
      robot: "slider", joints: [.init(name: "slider", kind: .prismatic)],
      sensors: [.joint(0, .position), .joint(0, .velocity)],
      actuators: [.init(joint: 0, effortLimit: 1)], period: 0.02)
    return PolicyFile(
      network: network, interface: interface, layout: ObservationLayout(terms: [.sensor(0), .sensor(1)]),
      decoder: ActionDecoder(for: interface), limits: SafetyLimits(for: interface),
      provenance: PolicyProvenance(
        scenario: "slide", scenarioHash: Fingerprint.sha256("slide"), seed: 3, version: "0.1.0"))
  }()

  /// Outcomes whose successes and returns are drawn with known laws: Bernoulli and uniform on [0, 1].
  static func outcomes(_ count: Int, chance: Double, from stream: inout RandomStream) -> [EpisodeOutcome] {
    (0..<count).map {
      EpisodeOutcome(variant: $0, succeeded: stream.uniform() < chance, totalReward: stream.uniform(), steps: 10)
    }
  }

  static let unit = ReturnScale(zero: 0, one: 1)

  static let report: EvaluationReport = {
    let variants = (0..<20).map { Variant(["cart.mass_kg": 1 + 0.05 * Double($0), "gravity_m_per_s2": 9.81]) }
    func outcomes(failing: Set<Int>) -> [EpisodeOutcome] {
      (0..<20).map {
        EpisodeOutcome(
          variant: $0, succeeded: !failing.contains($0), totalReward: failing.contains($0) ? 10 : 100 + Double($0),
          steps: failing.contains($0) ? 50 : 500)
      }
    }
    let runs = [
      SetRun(
        name: "interpolation", seed: 7, variants: variants, policy: outcomes(failing: []),
        control: outcomes(failing: [0, 1]), reference: nil),
      SetRun(
        name: "extrapolation", seed: 7, variants: variants, policy: outcomes(failing: [3, 17]),
        control: outcomes(failing: Set(0..<12)), reference: outcomes(failing: [3])),
    ]
    return EvaluationReport(
      policySha256: file.identity, scenario: "slide", scenarioSha256: Fingerprint.sha256("slide"), trainingSeed: 3,
      version: "0.1.0", date: "2026-11-22T20:00:00Z",
      sets: runs.map { SetReport($0, scale: ReturnScale(zero: 0, one: 200)) })
  }()
}
