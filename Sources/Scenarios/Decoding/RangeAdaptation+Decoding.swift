import Mathematics
import Robots

extension RangeAdaptation {
  /// Reads `{limit: [0.3, 3], step: 0.1}`.
  init(_ value: YAMLValue, of randomization: Randomization) throws(InputError) {
    let fields = try value.fields(["limit", "step"])
    guard let range = randomization.distribution.movableRange else {
      throw value.error("moves the ends of one range; use uniform, log_uniform or arcsine with a single [low, high]")
    }
    guard randomization.moment == .episode else {
      throw value.error("moves ranges that are drawn from at an episode's start; leave adr or when out")
    }
    let place = try fields.required("limit")
    let ends = try place.list()
    guard ends.count == 2 else { throw place.error("has \(ends.count) entries; write a range as [low, high]") }
    var bound = NumberBound.any
    if case .logUniform = randomization.distribution { bound = .positive }
    let (low, high) = (try ends[0].number(bound), try ends[1].number(bound))
    guard low <= range.lowerBound, high >= range.upperBound, low < high else {
      throw place.error(
        "\(low) … \(high) does not hold the range \(range.lowerBound) … \(range.upperBound) that it begins with; widen it")
    }
    self.init(limit: low...high, step: try fields.number("step", .positive))
  }
}

extension AutomaticRandomizationSettings {
  /// Reads a scenario's `adr:`; nil where nothing of the training box is to move.
  static func decode(_ value: YAMLValue?, for training: RandomizationSet) throws(InputError) -> Self? {
    if training.randomizations.contains(where: { $0.adaptation != nil }) { return try Self(value) }
    if let value { throw value.error("moves nothing; give randomizations of training an adr: {limit: …, step: …}") }
    return nil
  }
}
