public import Control
import FoundationEssentials

/// One `policy.onnx`: observation in physical units → command in physical units, and all that a controller needs.
public struct PolicyFile: Sendable, Equatable {
  public let network: Network
  public let interface: ControlInterface
  public let layout: ObservationLayout
  public let decoder: ActionDecoder
  public let limits: SafetyLimits
  public let provenance: PolicyProvenance
  /// What `evaluate` proved about this policy, as JSON; it is no part of the policy's identity.
  public let certificate: String?
  /// The file without its certificate.
  private let content: [UInt8]

  /// - Precondition: network, layout, decoder and limits fit the interface.
  public init(
    network: Network, interface: ControlInterface, layout: ObservationLayout, decoder: ActionDecoder,
    limits: SafetyLimits, provenance: PolicyProvenance
  ) {
    precondition(
      Self.mismatch(network, interface, layout) == nil && decoder.scale.count == interface.actuators.count,
      "the policy does not fit the robot")
    self.network = network
    self.interface = interface
    self.layout = layout
    self.decoder = decoder
    self.limits = limits
    self.provenance = provenance
    certificate = nil
    content = ONNXModel(
      producer: "sim2real", producerVersion: provenance.version, graph: PolicyGraph.encode(network, decoder),
      metadata: PolicyMetadata.encode(interface, layout, limits, provenance, decoder)
    ).encoded()
  }

  /// - Parameter file: the name that errors give.
  public init(decoding bytes: [UInt8], file: String) throws(PolicyFileError) {
    do throws(PolicyFault) {
      let model = try ONNXModel(decoding: bytes)
      (network, decoder) = try PolicyGraph.decode(model.graph)
      (interface, layout, limits, provenance) = try PolicyMetadata.decode(model.metadata, decoder)
      if let mismatch = Self.mismatch(network, interface, layout) { throw mismatch }
      (content, certificate) = try ONNXModel.remove(PolicyMetadata.certificate, from: bytes)
    } catch {
      throw PolicyFileError(file: file, key: error.key, problem: error.problem)
    }
  }

  public init(reading path: String) throws(PolicyFileError) {
    let bytes: [UInt8]
    do { bytes = Array(try Data(contentsOf: URL(filePath: path))) } catch {
      throw PolicyFileError(file: path, problem: "cannot be read; give a policy.onnx as sim2real train writes it")
    }
    try self.init(decoding: bytes, file: path)
  }

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(PolicyFileError) {
    do throws(AtomicFile.Failure) { try AtomicFile.replace(path, with: encoded()) } catch {
      throw PolicyFileError(file: path, problem: "cannot be written (\(error)); free the place or choose another")
    }
  }

  public func encoded() -> [UInt8] {
    content + (certificate.map { ONNXModel.encodedMetadata(PolicyMetadata.certificate, $0) } ?? [])
  }

  /// SHA-256 of the file without its certificate, in hexadecimal.
  public var identity: String { Fingerprint.sha256(content) }

  /// The same policy with another certificate, every other byte as it was.
  public func settingCertificate(_ json: String?) -> PolicyFile { PolicyFile(self, certificate: json) }

  private init(_ other: PolicyFile, certificate: String?) {
    network = other.network
    interface = other.interface
    layout = other.layout
    decoder = other.decoder
    limits = other.limits
    provenance = other.provenance
    content = other.content
    self.certificate = certificate
  }

  /// - Parameter effortScale: scales the effort limits further; below 1 for the first try on a robot.
  public func makeController(effortScale: Double = 1) -> PolicyController<NetworkPolicy> {
    var limits = limits
    limits.effortScale *= effortScale
    return PolicyController(
      policy: NetworkPolicy(network),
      pipeline: ControlPipeline(interface: interface, layout: layout, decoder: decoder, limits: limits))
  }

  private static func mismatch(
    _ network: Network, _ interface: ControlInterface, _ layout: ObservationLayout
  ) -> PolicyFault? {
    let count = layout.count(for: interface)
    if network.inputs != count {
      return PolicyFault(
        "observation_layout", "gives \(count) values, but the network takes \(network.inputs); export it again")
    }
    if network.actions != interface.actuators.count {
      return PolicyFault(
        "control_interface",
        "has \(interface.actuators.count) actuators, but the network gives \(network.actions) values; export it again")
    }
    return nil
  }
}
