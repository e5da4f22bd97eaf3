internal import Control
import FoundationEssentials

/// The header as the metadata record `sim2real` of the file: texts by name, structures as JSON.
extension LogHeader {
  /// Of the keys below and of the tick message; a reader refuses others.
  static let formatVersion = "1"
  static let metadataName = "sim2real"

  var metadata: MCAP.Metadata {
    var entries = [
      "format_version": Self.formatVersion,
      "robot": robot,
      "period_s": "\(period)",
      "interface": Self.json(interface),
      "limits": Self.json(limits),
      "observation": Self.json(observationNames),
      "action_count": "\(actionCount)",
      "start_time_s": "\(startTime)",
      "lockstep": "\(isLockstep)",
      "real_time_scheduling": "\(isRealTime)",
    ]
    entries["policy_file"] = policyFile
    entries["policy_sha256"] = policyHash
    entries["scenario"] = scenario
    entries["scenario_sha256"] = scenarioHash
    entries["seed"] = seed.map { "\($0)" }
    entries["link"] = link
    entries["exploration"] = exploration.map(Self.json)
    return MCAP.Metadata(name: Self.metadataName, entries: entries)
  }

  /// - Parameter file: for faults.
  init(_ metadata: MCAP.Metadata, urdf: String, file: String) throws(LogError) {
    let entries = metadata.entries
    func fault(_ key: String, _ problem: String) -> LogError {
      LogError(.damaged, file: file, problem: "the metadata's \(key) \(problem)")
    }
    func text(_ key: String) throws(LogError) -> String {
      guard let text = entries[key] else { throw fault(key, "is missing; record the log again") }
      return text
    }
    func number<T: LosslessStringConvertible>(_ key: String, _ type: T.Type = T.self) throws(LogError) -> T {
      let text = try text(key)
      guard let number = T(text) else { throw fault(key, "cannot be read: \"\(text)\"; record the log again") }
      return number
    }
    func structure<T: Decodable>(_ key: String, _ type: T.Type = T.self) throws(LogError) -> T {
      do {
        return try Self.decoder.decode(type, from: Data(try text(key).utf8))
      } catch let error as LogError {
        throw error
      } catch {
        throw fault(key, "cannot be read; record the log again")
      }
    }

    let version = try text("format_version")
    guard version == Self.formatVersion else {
      throw LogError(
        .foreign, file: file,
        problem:
          "has format version \(version), and this program reads \(Self.formatVersion); use the program that wrote it")
    }
    self.init(
      interface: try structure("interface"), limits: try structure("limits"),
      observationNames: try structure("observation"), actionCount: try number("action_count"), urdf: urdf,
      policyFile: entries["policy_file"], policyHash: entries["policy_sha256"], scenario: entries["scenario"],
      scenarioHash: entries["scenario_sha256"], seed: entries["seed"] == nil ? nil : try number("seed"),
      startTime: try number("start_time_s"), link: entries["link"], isLockstep: try number("lockstep"),
      isRealTime: try number("real_time_scheduling"),
      exploration: entries["exploration"] == nil ? nil : try structure("exploration"))
    guard exploration?.isValid ?? true, actionCount >= 0, startTime >= 0, startTime < 1e10, period > 0, isConsistent else {
      throw LogError(
        .damaged, file: file, problem: "the metadata's numbers contradict each other; record the log again")
    }
  }

  /// Whether indices and counts fit, so that nobody who reads the log has to ask again.
  private var isConsistent: Bool {
    let joints = interface.joints.indices
    return interface.sensors.allSatisfy { $0.joint.map(joints.contains) ?? true }
      && interface.actuators.allSatisfy { joints.contains($0.joint) }
      && limits.positionMargins.count == joints.count && limits.velocityLimits.count == joints.count
  }

  /// Limits may be infinite, which JSON cannot say as a number.
  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    guard let data = try? encoder.encode(value) else { preconditionFailure("plain values have a JSON") }
    return String(decoding: data, as: UTF8.self)
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return decoder
  }
}
