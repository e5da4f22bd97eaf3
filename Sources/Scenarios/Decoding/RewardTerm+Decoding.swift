import Control
import Robots

extension RewardTerm {
  init(_ field: YAMLValue.Field, _ words: Vocabulary) throws(InputError) {
    let fields = try field.value.fields(["weight"] + Kind.names)
    let weight = Float(try fields.number("weight"))
    var kinds: [Kind] = []
    for name in Kind.names {
      if let value = fields.optional(name) { kinds.append(try Kind(name, value, words)) }
    }
    guard kinds.count == 1 else {
      throw field.value.error(
        "a reward term has one kind and here are \(kinds.count); write one of \(Kind.names.joined(separator: ", "))")
    }
    self.init(name: field.key, weight: weight, kind: kinds[0])
  }
}

extension RewardTerm.Kind {
  static let names = [
    "upright", "energy", "gaussian", "tip", "square", "wrapped_square", "squares", "tracking", "linear", "within", "one", "product",
  ]

  init(_ name: String, _ value: YAMLValue, _ words: Vocabulary) throws(InputError) {
    switch name {
    case "upright":
      let fields = try value.fields(["input", "exponent"])
      self = .upright(
        input: try Self.angle(fields.required("input"), words),
        exponent: Float(try fields.number("exponent", .positive)))
    case "energy":
      let fields = try value.fields(["input", "frequency_rad_per_s", "scale"])
      let angle = try Self.angle(fields.required("input"), words)
      guard let joint = words.interface.sensors[angle].joint,
        let velocity = words.interface.sensorIndex(joint: joint, .velocity)
      else {
        throw try fields.required("input").error("the joint has no velocity sensor; name a joint that has one")
      }
      self = .energy(
        angle: angle, velocity: velocity, frequency: Float(try fields.number("frequency_rad_per_s", .positive)),
        scale: Float(try fields.number("scale", .positive)))
    case "gaussian":
      let (input, scale) = try Self.scaled(value, words)
      self = .gaussian(input: input, scale: scale)
    case "tip":
      let fields = try value.fields(["slide", "angle", "length_m", "scale_m"])
      self = .tip(
        slide: try Self.place(fields.required("slide"), words), angle: try Self.angle(fields.required("angle"), words),
        length: Float(try fields.number("length_m", .positive)), scale: Float(try fields.number("scale_m", .positive)))
    case "square":
      let (input, scale) = try Self.scaled(value, words)
      self = .square(input: input, scale: scale)
    case "wrapped_square":
      let fields = try value.fields(["input", "scale_rad"])
      self = .wrappedSquare(
        input: try Self.angle(fields.required("input"), words), scale: Float(try fields.number("scale_rad", .positive)))
    case "squares": self = try Self.squares(value, words)
    case "tracking":
      let input = try words.inputs.index(value.anyFields().required("input"))
      let scale = words.inputs.key("scale", input)
      let fields = try value.fields(["input", "target", scale])
      self = .tracking(
        input: input, target: try words.inputs.index(fields.required("target")),
        scale: Float(try fields.number(scale, .positive)))
    case "linear":
      let (input, scale) = try Self.scaled(value, words)
      self = .linear(input: input, scale: scale)
    case "within":
      let fields = try value.fields(["input", "tolerance_rad"])
      self = .within(
        input: try Self.angle(fields.required("input"), words),
        tolerance: Float(try fields.number("tolerance_rad", .positive)))
    case "one":
      _ = try value.fields([])
      self = .one
    default:
      var factors: [Self] = []
      for entry in try value.list() {
        let (kind, value) = try entry.onlyField(of: Self.names, as: "a factor")
        factors.append(try Self(kind, value, words))
      }
      guard !factors.isEmpty else { throw value.error("the product is empty; list its factors") }
      self = .product(factors)
    }
  }

  /// `{inputs: [*.velocity], scale_rad_per_s: 10}`, about zero, or about the robot's rest pose with `around: rest_pose`.
  private static func squares(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) -> Self {
    let list = try value.anyFields().required("inputs")
    var inputs: [Int] = []
    for entry in try list.list() { inputs += try words.inputs.indices(matching: entry) }
    guard let first = inputs.first else { throw list.error("is empty; name at least one sensor, goal or command") }
    if let other = inputs.first(where: { words.inputs.keyUnit($0) != words.inputs.keyUnit(first) }) {
      throw list.error(
        "\(words.inputs.name(first)) and \(words.inputs.name(other)) have different units; write two terms")
    }
    let scale = words.inputs.key("scale", first)
    let fields = try value.fields(["inputs", "around", scale])
    var centres = inputs.map { _ in Float(0) }
    if let around = fields.optional("around") {
      enum Word: String, CaseIterable { case rest_pose }
      _ = try around.choice(Word.self)
      for (k, input) in inputs.enumerated() {
        guard case .joint(let joint, .position) = words.inputs.quantity(input) else {
          throw around.error("\(words.inputs.name(input)) is no position of a joint; leave around out")
        }
        centres[k] = Float(words.robot.restPose[joint])
      }
    }
    return .squares(inputs: inputs, centres: centres, scale: Float(try fields.number(scale, .positive)))
  }

  private static func angle(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) -> Int {
    let sensor = try words.interface.sensor(value)
    guard words.interface.isAngle(ofSensor: sensor) else {
      throw value.error("\(words.interface.sensorNames[sensor]) is not an angle; name the position of a turning joint")
    }
    return sensor
  }

  /// The position of a sliding joint.
  private static func place(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) -> Int {
    let sensor = try words.interface.sensor(value)
    guard case .joint(let joint, .position) = words.interface.sensors[sensor],
      words.interface.joints[joint].kind == .prismatic
    else {
      throw value.error("\(words.interface.sensorNames[sensor]) is no place; name the position of a sliding joint")
    }
    return sensor
  }

  /// An input with the scale in its own unit: `{input: hinge.velocity, scale_rad_per_s: 6}`.
  private static func scaled(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) -> (Int, Float) {
    let input = try words.inputs.index(value.anyFields().required("input"))
    let scale = words.inputs.key("scale", input)
    return (input, Float(try value.fields(["input", scale]).number(scale, .positive)))
  }
}
