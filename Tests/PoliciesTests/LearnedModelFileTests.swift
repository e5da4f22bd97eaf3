import Control
import Foundation
import Mathematics
import Policies
import Testing

@Suite struct LearnedModelFileTests {
  private static let state = StateLayout(sensors: 4, actuators: 1, frames: 1, commands: 2)

  /// Three members, of which two are elites; an angle's sine and cosine make 8 inputs.
  static func model(learnsReward: Bool = false) -> LearnedModel {
    let coding = DynamicsCoding(
      interface: Samples.interface, state: state, isResidual: true, learnsReward: learnsReward)
    let n = coding.outputs
    return LearnedModel(
      coding: coding,
      members: (0..<3).map { seed in
        var network = Samples.network([8, 16, 16, 2 * n], [.silu], layerNorm: true, seed: UInt64(seed))
        network.inputClip = .infinity
        return LearnedModel.Member(
          network: network, upper: [Float](repeating: 0.5, count: n), lower: (0..<n).map { -Float($0) - 5 })
      },
      elites: [2, 0], targetMean: (0..<n).map { Float($0) }, targetDeviation: (0..<n).map { Float($0) + 0.5 },
      rewards: [
        RewardTerm(
          name: "up", weight: 0.1, kind: .product([.upright(input: 1, exponent: 2), .gaussian(input: 3, scale: 6)])),
        RewardTerm(name: "effort", weight: -0.01, kind: .square(input: 4, scale: 12)),
      ],
      terminations: [Termination(name: "rail", sensor: 0, lower: -2.4, upper: .infinity)])
  }

  private static let guide = PlanningGuide(
    layout: ObservationLayout(terms: [.sine(1), .cosine(1), .sensor(3)], commands: 1),
    policy: Samples.network([4, 8, 1]), critics: [Samples.network([4, 8, 1], seed: 2), Samples.network([5, 8, 1])])

  private static func planner(guide: PlanningGuide? = guide, model: LearnedModel = model()) -> PolicyFile {
    PolicyFile(
      planner: PlannerDescription(settings: PlanningSettings(), guide: guide), state: state,
      interface: Samples.interface, decoder: ActionDecoder(for: Samples.interface), limits: Samples.limits,
      provenance: Samples.file.provenance, model: model)
  }

  private static func policy(_ model: LearnedModel?, critics: [Network] = []) -> PolicyFile {
    PolicyFile(
      network: Samples.network([12, 16, 1]), interface: Samples.interface, layout: Samples.layout,
      decoder: ActionDecoder(for: Samples.interface), limits: Samples.limits, provenance: Samples.file.provenance,
      model: model, critics: critics)
  }

  @Test("a policy comes back with its model and its critics, which its identity covers", arguments: [false, true])
  func policies(learnsReward: Bool) throws {
    let critics = [Samples.network([13, 8, 1], seed: 3), Samples.network([13, 8, 1], seed: 4)]
    let file = Self.policy(Self.model(learnsReward: learnsReward), critics: critics)
    let read = try PolicyFile(decoding: file.encoded(), file: "p.onnx")
    #expect(read == file && read.model == Self.model(learnsReward: learnsReward) && read.critics == critics)
    #expect(read.model?.terminations[0].upper == .infinity && read.planner == nil)
    #expect(Set([file, Self.policy(nil, critics: critics), Self.policy(file.model)].map(\.identity)).count == 3)
  }

  @Test("a planner comes back with what it plans around", arguments: [true, false])
  func planners(isGuided: Bool) throws {
    let file = Self.planner(guide: isGuided ? Self.guide : nil)
    let read = try PolicyFile(decoding: file.settingCertificate("{}").encoded(), file: "p.onnx")
    #expect(read.planner == file.planner && read.model == file.model && read.identity == file.identity)
    #expect(read.planner?.guide == (isGuided ? Self.guide : nil))
    #expect(read.layout == ObservationLayout(Self.state) && read.network.outputs == 1)
  }

  @Test("a model costs 16/3 bytes a parameter")
  func size() {
    let model = Self.model()
    let added = Self.policy(model).encoded().count - Self.policy(nil).encoded().count
    #expect(abs(Double(added) - Double(16 * model.parameterCount) / 3) < 3000, "\(added) for \(model.parameterCount)")
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sentence: String
    let change: @Sendable ([UInt8]) -> [UInt8]
  }

  private static let broken = [
    Broken(
      testDescription: "weights that are no base64",
      sentence: "p.onnx: learned_model_weights: is not the base64 that sim2real writes there, or is cut short; export it again."
    ) { patched($0, "AAAA", "A*AA", following: "learned_model_weights") },
    Broken(
      testDescription: "a weight that is not finite",
      sentence: "p.onnx: learned_model_weights: holds a value that is not finite; go back to an earlier checkpoint."
    ) { bytes in
      // Behind the key stand a tag and a length; the text's first float becomes infinite.
      var place = bytes.firstRange(of: Array("learned_model_weights".utf8))!.upperBound + 1
      while bytes[place] & 0x80 != 0 { place += 1 }
      return bytes[...place] + Array("AACAfw".utf8) + bytes[(place + 7)...]
    },
    Broken(
      testDescription: "fewer weights than networks",
      sentence: "p.onnx: learned_model_weights: holds fewer numbers than its networks have; export it again."
    ) { patched($0, "\"members\":3", "\"members\":4") },
    Broken(
      testDescription: "more weights than networks",
      sentence: "p.onnx: learned_model_weights: holds more numbers than its networks have; export it again."
    ) { patched($0, "\"members\":3", "\"members\":2") },
    Broken(
      testDescription: "elites that are no members",
      sentence: "p.onnx: learned_model: names elites that are not its members; export it again."
    ) { patched($0, "\"elites\":[2,0]", "\"elites\":[3,0]", following: "learned_model") },
    Broken(
      testDescription: "a reward of a sensor that does not exist",
      sentence: "p.onnx: learned_model: rewards a sensor or a command that does not exist; export it again."
    ) { patched($0, "\"input\":4", "\"input\":6", following: "learned_model") },
    Broken(
      testDescription: "an end at a sensor that does not exist",
      sentence: "p.onnx: learned_model: ends at a sensor that does not exist; export it again."
    ) { patched($0, "\"sensor\":0", "\"sensor\":7", following: "learned_model") },
    Broken(
      testDescription: "inputs of another robot",
      sentence: "p.onnx: learned_model: names other inputs or outputs than control_interface gives; export it again."
    ) { patched($0, "Δhinge.position", "Δhinge.pozition", following: "learned_model") },
    Broken(
      testDescription: "layers that do not follow on each other",
      sentence: "p.onnx: learned_model_weights: has a network whose layers' sizes do not follow on each other; export it again."
    ) { patched($0, "\"inputs\":16", "\"inputs\":17", following: "learned_model") },
    Broken(
      testDescription: "another state than the observation",
      sentence: "p.onnx: learned_model: names other inputs or outputs than control_interface gives; export it again."
    ) { patched($0, "\"commands\":2", "\"commands\":1", following: "learned_model") },
    Broken(
      testDescription: "a planner without its model",
      sentence: "p.onnx: learned_model: is missing, and the planner plans with it; export it again."
    ) { patched($0, "learned_model", "learned_modem") },
    Broken(
      testDescription: "planner settings that cannot be",
      sentence: "p.onnx: planner: has a count that is not positive or beyond reason; export it again."
    ) { patched($0, "\"hold\":1", "\"hold\":0") },
    Broken(
      testDescription: "a planner that calls itself a network",
      sentence: "p.onnx: recurrent: contradicts the planner, which only a file with 'plan' has; export it again."
    ) { patched($0, "plan", "none", following: "recurrent") },
    Broken(
      testDescription: "a method that does not exist",
      sentence: "p.onnx: planner: is not the JSON that sim2real writes there; export it again."
    ) { patched($0, "\"method\":\"cem\"", "\"method\":\"cex\"") },
  ]

  @Test("each is refused with one sentence", arguments: broken)
  func refused(_ broken: Broken) {
    #expect {
      try PolicyFile(decoding: broken.change(Self.planner().encoded()), file: "p.onnx")
    } throws: { error in
      if "\(error)" != broken.sentence { Issue.record("said: \(error)") }
      return "\(error)" == broken.sentence
    }
  }

  @Test("no damage makes the reader crash")
  func damage() {
    let whole = Self.planner().encoded()
    var stream = RandomStream(seed: 3)
    var refused = 0
    for _ in 0..<1000 {
      var bytes = whole
      for _ in 0..<1 + stream.index(below: 3) {
        switch stream.index(below: 3) {
        case 0: bytes[stream.index(below: bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
        case 1: bytes[stream.index(below: bytes.count)] ^= 1 << UInt8(stream.index(below: 8))
        default: bytes.removeLast(stream.index(below: bytes.count / 2))
        }
      }
      if (try? PolicyFile(decoding: bytes, file: "p.onnx")) == nil { refused += 1 }
    }
    #expect(refused > 500)
  }

  private static func patched(_ bytes: [UInt8], _ old: String, _ new: String, following anchor: String = "") -> [UInt8] {
    precondition(old.utf8.count == new.utf8.count, "lengths are part of the format")
    var bytes = bytes
    let start = anchor.isEmpty ? 0 : bytes.firstRange(of: Array(anchor.utf8))!.upperBound
    guard let place = bytes[start...].firstRange(of: Array(old.utf8)) else { fatalError("no \(old)") }
    bytes.replaceSubrange(place, with: Array(new.utf8))
    return bytes
  }
}
