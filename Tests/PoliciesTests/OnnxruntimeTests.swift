import Control
import Foundation
import Mathematics
import Policies
import TestSupport
import Testing

/// The file as others see it: onnx's checker and onnxruntime.
@Suite struct OnnxruntimeTests {
  @Test("onnxruntime chooses the same of five levels on 1,000 observations")
  func agreesOnLevels() throws {
    let (largest, spread) = try compare(Samples.network([12, 64, 5], levels: 5))
    #expect(largest <= 1e-6 && spread > 1)
  }

  @Test(
    "onnxruntime agrees to 1e-5 of full effort on 1,000 observations, with plain tanh layers to 1e-6",
    arguments: [
      ([12, 64, 64, 1], false), ([12, 256, 128, 1], false), ([12, 1], false), ([12, 256, 256, 1], true),
    ], Network.Activation.allCases)
  func agrees(shape: (sizes: [Int], layerNorm: Bool), activation: Network.Activation) throws {
    let (largest, spread) = try compare(
      Samples.network(shape.sizes, [activation], layerNorm: shape.layerNorm))
    #expect(spread > 1)
    #expect(largest <= 1e-5 * 12.3)
    if activation == .tanh && !shape.layerNorm { #expect(largest <= 1e-6 * 12.3) }
  }

  @Test("onnxruntime agrees to 1e-5 of full effort on a policy with a latent")
  func agreesOnLatent() throws {
    let (largest, spread) = try compare(Samples.latentNetwork)
    #expect(spread > 1 && largest <= 1e-5 * 12.3)
  }

  @Test(
    "onnxruntime agrees to 1e-5 over 1,000 steps of a policy that remembers, the state going round outside",
    arguments: Network.RecurrentLayer.Kind.allCases)
  func agreesOnMemory(kind: Network.RecurrentLayer.Kind) throws {
    let (largest, spread) = try compare(
      Samples.network([12, 48, 1], [.elu], layerNorm: true, memory: (kind, 32)), "onnxruntime_recurrent.py")
    #expect(spread > 1 && largest <= 1e-5 * 12.3)
  }

  /// The largest difference in a batch and one by one, N, and the spread of the commands, which must not be all alike.
  private func compare(
    _ network: Network, _ script: String = "onnxruntime_agrees.py"
  ) throws -> (largest: Double, spread: Double) {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = PolicyFile(
      network: network, interface: Samples.interface, layout: Samples.layout,
      decoder: ActionDecoder(offset: [0.25], scale: [12.3]), limits: Samples.limits,
      provenance: Samples.file.provenance
    ).settingCertificate("{}")
    try file.write(to: folder.appendingPathComponent("policy.onnx").path)

    let observations = Samples.observations(1000, width: 12)
    var policy = NetworkPolicy(file.network)
    var action: [Float] = [0]
    var command = Command(for: file.interface)
    var commands: [Float] = []
    for row in 0..<observations.rows {
      policy.act(on: observations.elements, at: observations.offset(ofRow: row), into: &action)
      file.decoder.decode(action, at: 0, into: &command)
      commands.append(Float(command.values[0]))
    }
    try data(observations.elements).write(to: folder.appendingPathComponent("observations.f32"))
    try data(commands).write(to: folder.appendingPathComponent("commands.f32"))

    let answer = try Repository.runPeer("Tests/Peers/\(script)", [folder.path])
    let line = try #require(answer.split(separator: "\n").last).split(separator: " ").compactMap { Double($0) }
    return (max(line[0], line[1]), line[2])
  }

  private func data(_ values: [Float]) -> Data { values.withUnsafeBytes { Data($0) } }
}
