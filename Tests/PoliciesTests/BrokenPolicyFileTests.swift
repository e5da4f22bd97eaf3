import Control
import Foundation
import Mathematics
import Policies
import Testing

@Suite struct BrokenPolicyFileTests {
  struct Broken: Sendable, CustomTestStringConvertible {
    let name: String
    let sentence: String
    let bytes: @Sendable () -> [UInt8]
    var testDescription: String { name }
  }

  static let broken: [Broken] = [
    Broken(name: "text", sentence: "p.onnx: is not an ONNX model or is cut short; give a policy.onnx as sim2real wrote it.") {
      Array("robot: cartpole\n".utf8)
    },
    Broken(name: "empty", sentence: "p.onnx: is not an ONNX model or is cut short; give a policy.onnx as sim2real wrote it.") {
      []
    },
    Broken(
      name: "truncated", sentence: "p.onnx: is not an ONNX model or is cut short; give a policy.onnx as sim2real wrote it."
    ) {
      Array(Samples.file.encoded().prefix(5000))
    },
    Broken(
      name: "old operators",
      sentence: "p.onnx: opset_import: is 12, but policies use opset 17; export it with that."
    ) {
      patched([0x42, 4, 0x0a, 0, 0x10, 17], [0x42, 4, 0x0a, 0, 0x10, 12])
    },
    Broken(name: "newer format", sentence: "p.onnx: ir_version: is 9, but this program reads up to 8; export it as that.") {
      [8, 9] + Samples.file.encoded().dropFirst(2)
    },
    Broken(
      name: "another operator",
      sentence: "p.onnx: node 5: is Sinh, which no layer of a policy has; export it with sim2real."
    ) {
      patched("Tanh", "Sinh", following: "layer0.output")
    },
    Broken(
      name: "sizes disagree",
      sentence: "p.onnx: layer1.weight: has the shape [48, 64] where [64, n] is expected; export it again."
    ) {
      patched([8, 64, 8, 48, 16, 1], [8, 48, 8, 64, 16, 1])
    },
    Broken(
      name: "too little data",
      sentence:
        "p.onnx: layer1.weight: holds 12288 bytes where its dimensions [64, 49] ask for 3136 32-bit floats; export it again."
    ) {
      patched([8, 64, 8, 48, 16, 1], [8, 64, 8, 49, 16, 1])
    },
    Broken(
      name: "not finite",
      sentence: "p.onnx: layer2.bias: holds a value that is not finite; go back to an earlier checkpoint."
    ) {
      var file = Samples.file
      file = with(file, network: { $0.layers[2].biases[0] = .nan })
      return file.encoded()
    },
    Broken(
      name: "missing metadata",
      sentence: "p.onnx: safety_limits: is missing in the metadata; export it with sim2real."
    ) {
      patched("safety_limits", "safety_limitz")
    },
    Broken(
      name: "metadata is no JSON",
      sentence: "p.onnx: observation_layout: is not the JSON that sim2real writes there; export it again."
    ) {
      patched("\"frames\":2", "\"frames\":x")
    },
    Broken(
      name: "layout does not fit the network",
      sentence: "p.onnx: observation_names: contradicts the rest of the file"
    ) {
      patched("\"frames\":2", "\"frames\":3")
    },
    Broken(
      name: "unknown sensor",
      sentence:
        "p.onnx: observation_layout: names the sensor 'hingo.position', which control_interface does not list; export it again."
    ) {
      patched("sin(hinge.position)", "sin(hingo.position)", following: "\"terms\"")
    },
    Broken(
      name: "recurrent",
      sentence: "p.onnx: recurrent: is not what the graph remembers by; export it again."
    ) {
      patched("none", "lstm", following: "recurrent")
    },
    Broken(
      name: "an unknown memory",
      sentence: "p.onnx: recurrent: is 'ring', and this version knows no such memory; update it."
    ) {
      patched("none", "ring", following: "recurrent")
    },
    Broken(
      name: "another size of the state",
      sentence: "p.onnx: recurrent_state_size: is not 16, the size of the graph's state; export it again."
    ) {
      patched("16", "24", in: Samples.recurrentFile.encoded(), following: "recurrent_state_size")
    },
    Broken(
      name: "a memory that is wired in another way",
      sentence: "p.onnx: graph: must have the state of its memory, and nothing else, as further inputs and outputs; export it again."
    ) {
      patched("h_in", "h_on", in: Samples.recurrentFile.encoded(), following: "command")
    },
    Broken(
      name: "units of another robot",
      sentence: "p.onnx: action_scale: contradicts the rest of the file, which says '12.3'; export it again."
    ) {
      patched("12.3", "99.9", following: "action_scale\u{12}\u{4}")
    },
  ]

  @Test("each is refused with one sentence", arguments: broken)
  func refused(_ broken: Broken) {
    #expect {
      try PolicyFile(decoding: broken.bytes(), file: "p.onnx")
    } throws: { error in
      let text = "\(error)"
      if !text.hasPrefix(broken.sentence) { Issue.record("said: \(text)") }
      return text.hasPrefix(broken.sentence) && text.hasSuffix(".") && !text.contains("\n")
    }
  }

  @Test("a missing file")
  func missing() {
    #expect {
      try PolicyFile(reading: "/nowhere/policy.onnx")
    } throws: { error in
      "\(error)" == "/nowhere/policy.onnx: cannot be read; give a policy.onnx as sim2real train writes it."
    }
  }

  @Test("no damage makes the reader crash, and what it takes can be run")
  func damage() { damage(Samples.network([12, 3, 1])) }

  @Test("nor does damage of a file with a latent")
  func damageOfLatent() {
    let (whole, behind) = (Samples.network([12, 2]), Samples.network([3, 1], seed: 2))
    damage(
      Network(
        mean: whole.mean, inverseDeviation: whole.inverseDeviation,
        latent: Network.Latent(present: [1], layers: whole.layers), layers: behind.layers))
  }

  @Test("nor does damage of a file with a memory")
  func damageOfMemory() { damage(Samples.network([12, 3, 1], memory: (.lstm, 2))) }

  private func damage(_ network: Network) {
    let file = PolicyFile(
      network: network, interface: Samples.interface, layout: Samples.layout,
      decoder: ActionDecoder(for: Samples.interface), limits: Samples.limits, provenance: Samples.file.provenance)
    let whole = file.encoded()
    var stream = RandomStream(seed: 3)
    var refused = 0
    for _ in 0..<20_000 {
      var bytes = whole
      for _ in 0..<1 + stream.index(below: 3) {
        switch stream.index(below: 4) {
        case 0: bytes[stream.index(below: bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
        case 1: bytes[stream.index(below: bytes.count)] ^= 1 << UInt8(stream.index(below: 8))
        case 2: bytes.remove(at: stream.index(below: bytes.count))
        default: bytes.removeLast(stream.index(below: bytes.count / 2))
        }
      }
      guard let read = try? PolicyFile(decoding: bytes, file: "p.onnx") else {
        refused += 1
        continue
      }
      var controller = read.makeController()
      var command = Command(for: read.interface)
      controller.control(Reading(for: read.interface), into: &command)
    }
    #expect(refused > 10_000)
  }

  static func with(_ file: PolicyFile, network change: (inout Network) -> Void) -> PolicyFile {
    var network = file.network
    change(&network)
    return PolicyFile(
      network: network, interface: file.interface, layout: file.layout, decoder: file.decoder, limits: file.limits,
      provenance: file.provenance)
  }

  static func patched(
    _ old: String, _ new: String, in file: [UInt8] = Samples.file.encoded(), following anchor: String = ""
  ) -> [UInt8] {
    patched(Array(old.utf8), Array(new.utf8), in: file, following: Array(anchor.utf8))
  }

  /// A file, otherwise the sample, with the first `old` after `anchor` replaced.
  static func patched(
    _ old: [UInt8], _ new: [UInt8], in file: [UInt8] = Samples.file.encoded(), following anchor: [UInt8] = []
  ) -> [UInt8] {
    precondition(old.count == new.count, "lengths are part of the format")
    var bytes = file
    let start = anchor.isEmpty ? 0 : bytes.firstRange(of: anchor)!.upperBound
    bytes.replaceSubrange(bytes[start...].firstRange(of: old)!, with: new)
    return bytes
  }
}
