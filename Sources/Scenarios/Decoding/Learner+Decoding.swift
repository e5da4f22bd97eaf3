import Robots

extension Learner {
  /// Reads `learner: ppo`, or `learner: {ppo: {…}}` with settings.
  init(_ value: YAMLValue) throws(InputError) {
    if case .scalar = value.content {
      let name = try value.text()
      guard name == "ppo" else { throw value.error("the learner \"\(name)\" is unknown; the nearest is ppo") }
      self = .ppo(PPOSettings())
    } else {
      self = .ppo(try PPOSettings(value.fields(["ppo"]).required("ppo")))
    }
  }
}

extension PPOSettings {
  static let keys = [
    "copies", "rollout_steps", "total_steps", "discount", "decay", "clip", "epochs", "minibatches", "learning_rate",
    "final_learning_rate", "entropy_coefficient", "value_coefficient", "maximum_gradient_norm", "hidden", "activation",
    "initial_log_standard_deviation",
  ]

  init(_ value: YAMLValue) throws(InputError) {
    self.init()
    let fields = try value.fields(Self.keys)
    func set(_ setting: inout Int, _ key: String) throws(InputError) {
      if let value = fields.optional(key) { setting = try value.integer(atLeast: 1) }
    }
    func set(_ setting: inout Float, _ key: String, _ bound: NumberBound) throws(InputError) {
      if let value = fields.optional(key) { setting = Float(try value.number(bound)) }
    }
    try set(&copies, "copies")
    try set(&rolloutSteps, "rollout_steps")
    try set(&totalSteps, "total_steps")
    try set(&discount, "discount", .between(0, 1))
    try set(&decay, "decay", .between(0, 1))
    try set(&clip, "clip", .positive)
    try set(&epochs, "epochs")
    try set(&minibatches, "minibatches")
    try set(&learningRate, "learning_rate", .positive)
    try set(&finalLearningRate, "final_learning_rate", .notNegative)
    try set(&entropyCoefficient, "entropy_coefficient", .notNegative)
    try set(&valueCoefficient, "value_coefficient", .notNegative)
    try set(&maximumGradientNorm, "maximum_gradient_norm", .positive)
    try set(&initialLogStandardDeviation, "initial_log_standard_deviation", .any)
    if let widths = fields.optional("hidden") {
      hidden = []
      for width in try widths.list() { hidden.append(try width.integer(atLeast: 1)) }
    }
    if let name = fields.optional("activation") { activation = try name.choice() }
    guard copies * rolloutSteps % minibatches == 0 else {
      throw (fields.optional("minibatches") ?? value).error(
        "\(minibatches) minibatches do not divide a rollout of \(copies) × \(rolloutSteps) steps; choose a divisor")
    }
  }
}
