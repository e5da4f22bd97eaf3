import Control
public import Foundation

extension RobotDescription {
  /// Reads `robots/<name>/robot.yaml`; the folder will do.
  ///
  /// - Throws: ``InputError`` for the first thing that cannot be.
  public init(contentsOf url: URL) throws(InputError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    let file = exists && isFolder.boolValue ? url.appendingPathComponent("robot.yaml") : url
    let folder = file.deletingLastPathComponent().standardizedFileURL

    let root = try YAMLValue(contentsOf: file)
      .fields([
        "name", "model", "base", "joints", "actuators", "sensors", "buses", "contact", "merged_links", "rest_pose", "timing", "safety", "link",
        "reset",
      ])
    name = try root.text("name")
    self.folder = folder
    model = try Self.model(root.required("model"), in: folder)
    joints = try Self.joints(root.required("joints"))
    base = try Self.base(root.optional("base"))
    restPose = try Self.restPose(root.optional("rest_pose"), of: joints)
    (actuators, drives) = try Self.actuators(root.required("actuators"), of: joints, around: restPose)
    sensors = try Self.sensors(root.required("sensors"), of: joints)
    contact = try Self.contact(root.optional("contact"))
    mergedLinks = []
    for link in try root.optional("merged_links")?.list() ?? [] { mergedLinks.append(try link.text()) }
    timing = try Self.timing(root.required("timing"))
    link = try Self.link(root.required("link"))
    buses = try Self.buses(root.optional("buses"), of: joints, stateRate: link.stateRate)
    reset = try Self.reset(root.optional("reset"), joints: joints, actuators: actuators, sensors: sensors)
    safety = try Self.safety(root.required("safety"), of: joints, stateRate: link.stateRate)
  }

  private static func model(_ value: YAMLValue, in folder: URL) throws(InputError) -> String {
    let model = try value.text()
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    guard names.contains(model) else {
      let models = names.filter { $0.hasSuffix(".urdf") || $0.hasSuffix(".xml") }
      throw value.error(
        "the model file \"\(model)\" is not in \(InputFile.name(of: folder)); \(NearestName.mend(model, in: models))")
    }
    return model
  }

  // MARK: Joints

  private static func joints(_ value: YAMLValue) throws(InputError) -> [ControlInterface.Joint] {
    var joints: [ControlInterface.Joint] = []
    for field in try value.namedFields() {
      guard field.key.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) }) else {
        throw field.value.error("a joint's name is made of letters, digits, _, - and .; rename it here and in the model")
      }
      // The kind decides which units the other keys have.
      let kind = try field.value.anyFields().required("kind").choice(ControlInterface.Joint.Kind.self)
      var joint = ControlInterface.Joint(name: field.key, kind: kind)
      if kind == .continuous {
        for other in try field.value.namedFields() where other.key != "kind" {
          throw other.value.error("a continuous joint turns without limits and has no key beside kind; remove this one")
        }
      } else {
        let unit = joint.keyUnit(of: .position)
        let (lower, upper) = ("lower_limit_\(unit)", "upper_limit_\(unit)")
        let fields = try field.value.fields(["kind", lower, upper])
        joint.lowerLimit = try fields.number(lower)
        joint.upperLimit = try fields.number(upper)
        guard joint.lowerLimit < joint.upperLimit else {
          throw try fields.required(lower).error(
            "the lower limit \(joint.lowerLimit) is not below the upper limit \(joint.upperLimit); correct one of them")
        }
      }
      joints.append(joint)
    }
    guard !joints.isEmpty else { throw value.error("the robot has no joint; declare at least one") }
    return joints
  }

  /// `rest_pose: {hinge_rad: 3.1416}`; a joint that is not named rests at 0.
  private static func restPose(
    _ value: YAMLValue?, of joints: [ControlInterface.Joint]
  ) throws(InputError) -> [Double] {
    guard let value else { return joints.map { _ in 0 } }
    let keys = joints.map { "\($0.name)_\($0.keyUnit(of: .position))" }
    let fields = try value.fields(keys)
    var pose: [Double] = []
    for (joint, key) in zip(joints, keys) {
      let position = try fields.number(key, otherwise: 0)
      guard position >= joint.lowerLimit, position <= joint.upperLimit else {
        throw try fields.required(key).error("the pose lies outside the joint's limits; move it inside")
      }
      pose.append(position)
    }
    return pose
  }

  static func index(
    of field: YAMLValue.Field, in joints: [ControlInterface.Joint]
  ) throws(InputError) -> Int {
    if let index = joints.firstIndex(where: { $0.name == field.key }) { return index }
    throw field.value.error("joints declares no such joint; \(NearestName.mend(field.key, in: joints.map(\.name)))")
  }

  // MARK: Timing, safety, link

  private static func timing(_ value: YAMLValue) throws(InputError) -> Timing {
    let fields = try value.fields(["action_delay_s", "observation_delay_s", "period_jitter_s"])
    return Timing(
      actionDelay: try fields.number("action_delay_s", .notNegative),
      observationDelay: try fields.number("observation_delay_s", .notNegative),
      periodJitter: try fields.number("period_jitter_s", .notNegative))
  }

  private static func safety(
    _ value: YAMLValue, of joints: [ControlInterface.Joint], stateRate: Double
  ) throws(InputError) -> Safety {
    let fields = try value.fields(["maximum_reading_age_s", "joints"])
    var safety = Safety(
      positionMargins: joints.map { _ in 0 }, velocityLimits: joints.map { _ in .infinity },
      maximumReadingAge: try fields.number("maximum_reading_age_s", .positive))
    guard safety.maximumReadingAge > 1 / stateRate else {
      throw try fields.required("maximum_reading_age_s").error(
        "\(safety.maximumReadingAge) s is no longer than the \(1 / stateRate) s between two states; "
          + "raise it or link.state_rate_hz")
    }
    for field in try fields.required("joints").namedFields() {
      let joint = try index(of: field, in: joints)
      let margin = "position_margin_\(joints[joint].keyUnit(of: .position))"
      let velocity = "velocity_limit_\(joints[joint].keyUnit(of: .velocity))"
      let isLimited = joints[joint].kind != .continuous
      let limits = try field.value.fields(isLimited ? [margin, velocity] : [velocity])
      safety.positionMargins[joint] = try limits.number(margin, .notNegative, otherwise: 0)
      safety.velocityLimits[joint] = try limits.number(velocity, .positive, otherwise: .infinity)
      if 2 * safety.positionMargins[joint] >= joints[joint].upperLimit - joints[joint].lowerLimit {
        throw try limits.required(margin).error("leaves no room between the joint's limits; give a smaller margin")
      }
    }
    return safety
  }

  private static func link(_ value: YAMLValue) throws(InputError) -> Link {
    let fields = try value.fields(["address", "state_rate_hz", "command_time_to_live_s"])
    let address = try fields.required("address")
    guard isLinkAddress(try address.text()) else {
      throw address.error(
        "\"\(try address.text())\" is no link; write udp:HOST:PORT or serial:PATH or serial:PATH:BAUD")
    }
    return Link(
      address: try address.text(),
      stateRate: try fields.number("state_rate_hz", .positive),
      commandTimeToLive: try fields.number("command_time_to_live_s", .positive))
  }

  private static func isLinkAddress(_ address: String) -> Bool {
    let parts = address.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[1].isEmpty else { return false }
    switch parts[0] {
    case "udp": return parts.count >= 3 && UInt16(parts[parts.count - 1]) ?? 0 > 0
    case "serial": return parts.count == 2 || (parts.count == 3 && Int(parts[2]) ?? 0 > 0)
    default: return false
    }
  }
}
