import Control
import Foundation
import Policies
import TestSupport
import Testing

@Suite struct PolicyFileTests {
  @Test("a file comes back to the bit")
  func roundTrip() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("policy.onnx").path
    let file = Samples.file.settingCertificate(#"{"success": 0.98, "note": "ü"}"#)
    try file.write(to: path)
    let back = try PolicyFile(reading: path)
    #expect(back == file)
    #expect(back.network == file.network && back.interface == file.interface && back.layout == file.layout)
    #expect(back.limits == file.limits && back.decoder == file.decoder && back.provenance == file.provenance)
    #expect(back.encoded() == file.encoded())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["policy.onnx"])
  }

  @Test(
    "networks of every kind come back",
    arguments: [([12, 1], false), ([12, 8, 1], false), ([12, 7, 6, 5, 1], false), ([12, 7, 6, 5, 1], true)],
    Network.Activation.allCases)
  func kinds(shape: (sizes: [Int], layerNorm: Bool), activation: Network.Activation) throws {
    let network = Samples.network(shape.sizes, [activation], layerNorm: shape.layerNorm)
    let file = PolicyFile(
      network: network, interface: Samples.interface, layout: Samples.layout,
      decoder: ActionDecoder(offset: [0.1], scale: [1e-3]), limits: Samples.limits, provenance: Samples.file.provenance)
    #expect(try PolicyFile(decoding: file.encoded(), file: "x").network == network)
  }

  @Test("a policy that chooses among levels comes back, and a graph that spreads them otherwise is refused")
  func levels() throws {
    var interface = Samples.interface
    interface.actuators.append(.init(joint: 1, effortLimit: 2))
    let layout = ObservationLayout(terms: Samples.layout.terms, frames: 2, commands: 1)
    let network = Samples.network([12, 7, 6], levels: 3)
    let bytes = PolicyFile(
      network: network, interface: interface, layout: layout, decoder: ActionDecoder(for: interface),
      limits: Samples.limits, provenance: Samples.file.provenance
    ).encoded()
    let back = try PolicyFile(decoding: bytes, file: "x")
    #expect(back.network == network && back.network.actions == 2)
    var step = Float(1).bitPattern.littleEndian
    let (name, half) = (Array("level_step".utf8), withUnsafeBytes(of: &step) { Array($0) })
    // The last mention of the name is the tensor's; its one value follows.
    let place = try #require(bytes.indices.reversed().first { bytes[$0...].starts(with: name) })
    let value = try #require(bytes[place...].indices.first { bytes[$0...].starts(with: half) })
    var broken = bytes
    broken[value + 3] = 0x3e
    #expect {
      try PolicyFile(decoding: broken, file: "x")
    } throws: { error in
      "\(error)" == "x: level_step: does not spread 3 levels over ±1; export it again."
    }
  }

  @Test("the identity is the content's, whatever certificate is attached")
  func identity() throws {
    let plain = Samples.file
    let certified = try PolicyFile(decoding: plain.settingCertificate("{}").encoded(), file: "x")
    #expect(certified.certificate == "{}")
    #expect(certified.identity == plain.identity)
    #expect(plain.identity == Fingerprint.sha256(plain.encoded()))
    #expect(certified.settingCertificate(nil).encoded() == plain.encoded())
    #expect(certified.settingCertificate("{\"a\":1}").settingCertificate("{}") == certified)
    var network = plain.network
    network.layers[0].weights[0] = network.layers[0].weights[0].nextUp
    let other = PolicyFile(
      network: network, interface: plain.interface, layout: plain.layout, decoder: plain.decoder, limits: plain.limits,
      provenance: plain.provenance)
    #expect(other.identity != plain.identity)
  }

  @Test("SHA-256 of the standard's example")
  func fingerprint() {
    #expect(
      Fingerprint.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("a controller from the file is the one of its parts")
  func controller() throws {
    let file = try PolicyFile(decoding: Samples.file.encoded(), file: "x")
    let pipeline = ControlPipeline(
      interface: Samples.interface, layout: Samples.layout, decoder: ActionDecoder(for: Samples.interface),
      limits: Samples.limits)
    var parts = PolicyController(policy: NetworkPolicy(Samples.file.network), pipeline: pipeline)
    var (whole, careful) = (file.makeController(), file.makeController(effortScale: 0.5))
    var commands = [Command](repeating: Command(for: Samples.interface), count: 3)
    var reading = Reading(for: Samples.interface)
    var largest = 0.0
    for tick in 0..<50 {
      reading.values = [0.01 * Double(tick), 0.1 * Double(tick), 0.5, 1]
      parts.control(reading, into: &commands[0])
      whole.control(reading, into: &commands[1])
      careful.control(reading, into: &commands[2])
      #expect(commands[0] == commands[1])
      #expect(abs(commands[2].values[0]) <= 0.5 * 12.3)
      largest = max(largest, abs(commands[1].values[0]))
    }
    #expect(largest > 0.5 * 12.3)
  }

  @Test("a place that cannot be written is one sentence")
  func unwritable() {
    #expect {
      try Samples.file.write(to: "/nowhere/policy.onnx")
    } throws: { error in
      "\(error)" == "/nowhere/policy.onnx: cannot be written (No such file or directory); free the place or choose another."
    }
  }
}
