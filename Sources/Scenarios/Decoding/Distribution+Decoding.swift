import Mathematics
import Robots

extension Distribution {
  /// Reads `{uniform: [0.6, 1.5]}` and its relatives.
  init(_ value: YAMLValue) throws(InputError) {
    let kinds = ["constant", "uniform", "log_uniform", "normal", "exponential", "arcsine"]
    let (kind, parameter) = try value.onlyField(of: kinds, as: "a distribution")
    switch kind {
    case "constant": self = .constant(try parameter.number())
    case "uniform": self = .uniform(try Self.ranges(parameter, .any))
    case "log_uniform": self = .logUniform(try Self.ranges(parameter, .positive))
    case "arcsine": self = .arcsine(try Self.range(parameter, .any))
    case "normal":
      let fields = try parameter.fields(["mean", "std"])
      self = .normal(mean: try fields.number("mean"), standardDeviation: try fields.number("std", .notNegative))
    default: self = .exponential(mean: try parameter.fields(["mean"]).number("mean", .positive))
    }
  }

  /// `[0.6, 1.5]` or `[[0.4, 0.6], [1.5, 2]]`
  private static func ranges(_ value: YAMLValue, _ bound: NumberBound) throws(InputError) -> [ClosedRange<Double>] {
    let values = try value.list()
    guard case .list? = values.first?.content else { return [try range(value, bound)] }
    var ranges: [ClosedRange<Double>] = []
    for value in values { ranges.append(try range(value, bound)) }
    return ranges
  }

  private static func range(_ value: YAMLValue, _ bound: NumberBound) throws(InputError) -> ClosedRange<Double> {
    let ends = try value.list()
    guard ends.count == 2 else { throw value.error("has \(ends.count) entries; write a range as [low, high]") }
    let (low, high) = (try ends[0].number(bound), try ends[1].number(bound))
    guard low <= high else { throw value.error("the range begins at \(low), above its end \(high); swap the two") }
    return low...high
  }
}

extension YAMLValue {
  /// The single key of a mapping that chooses among kinds, with its value.
  func onlyField(of kinds: [String], as noun: String) throws(InputError) -> (kind: String, value: YAMLValue) {
    let fields = try fields(kinds)
    let found = kinds.filter { fields.optional($0) != nil }
    guard found.count == 1 else {
      throw error("\(noun) has one kind and here are \(found.count); write one of \(kinds.joined(separator: ", "))")
    }
    return (found[0], try fields.required(found[0]))
  }
}
