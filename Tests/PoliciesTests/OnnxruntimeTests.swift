import Control
import Foundation
import Mathematics
import Policies
import TestSupport
import Testing

/// The file as others see it: onnx's checker and onnxruntime.
@Suite struct OnnxruntimeTests {
  @Test(
    "onnxruntime agrees to 1e-5 of full effort on 1,000 observations, with plain tanh layers to 1e-5 N",
    arguments: [
      ([12, 64, 64, 1], false), ([12, 256, 128, 1], false), ([12, 1], false), ([12, 256, 256, 1], true),
    ], Network.Activation.allCases)
  func agrees(shape: (sizes: [Int], layerNorm: Bool), activation: Network.Activation) throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = PolicyFile(
      network: Samples.network(shape.sizes, [activation], layerNorm: shape.layerNorm), interface: Samples.interface, layout: Samples.layout,
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

    let answer = try Repository.runPeer("Tests/Peers/onnxruntime_agrees.py", [folder.path])
    let line = try #require(answer.split(separator: "\n").last).split(separator: " ").compactMap { Double($0) }
    // Largest difference in a batch and one by one, N, and the spread of the commands, which must not be all alike.
    #expect(line[2] > 1, "\(answer)")
    let difference = max(line[0], line[1])
    #expect(difference <= 1e-5 * Double(file.decoder.scale[0]), "\(answer)")
    if activation == .tanh && !shape.layerNorm { #expect(difference <= 1e-5, "\(answer)") }
  }

  private func data(_ values: [Float]) -> Data { values.withUnsafeBytes { Data($0) } }
}
