import Control
import Mathematics
import Robots

extension Randomization {
  /// Reads `cart.mass_kg: {scale: {uniform: [0.6, 1.5]}, when: episode}`, with `adr: {limit: [0.3, 3], step: 0.1}` where
  /// the range is to move.
  ///
  /// - Throws: ``InputError`` for an unknown parameter and for one whose result could be impossible.
  init(_ field: YAMLValue.Field, _ words: Vocabulary) throws(InputError) {
    let names = words.parameters.map(\.name)
    guard let parameter = words.parameters.first(where: { $0.name == field.key })?.parameter else {
      throw field.value.error("the robot has no such parameter; \(NearestName.mend(field.key, in: names))")
    }
    let operations = Operation.allCases.map(\.rawValue)
    let fields = try field.value.fields(operations + ["when", "group", "adr"])
    let found = Operation.allCases.filter { fields.optional($0.rawValue) != nil }
    guard found.count == 1 else {
      throw field.value.error(
        "a randomization has one operation and here are \(found.count); "
          + "write one of \(operations.joined(separator: ", "))")
    }
    let draw = try fields.required(found[0].rawValue)
    self.init(
      field: field.key, operation: found[0], distribution: try Distribution(draw),
      moment: try fields.optional("when").map(Self.moment) ?? .episode,
      group: try fields.optional("group")?.text())
    if let name = fields.optional("group"), moment != .episode {
      throw name.error("draws together only at an episode's start; leave group or when out")
    }

    if let place = fields.optional("adr") { adaptation = try RangeAdaptation(place, of: self) }
    let nominal = words.nominal.parameters[field.key] ?? 0
    if operation == .scale && nominal == 0 {
      throw draw.error("scales a nominal value of 0 and so changes nothing; use set or add")
    }
    let place = try draw.namedFields()[0].value
    for extreme in extremes(distribution.support, nominal) {
      if let problem = parameter.problem(with: extreme) {
        throw place.error("at its extreme the parameter \(problem); narrow the distribution")
      }
    }
    guard let adaptation, let limit = try fields.optional("adr")?.anyFields().optional("limit") else { return }
    for extreme in extremes(adaptation.limit, nominal) {
      if let problem = parameter.problem(with: extreme) {
        throw limit.error("at its limit the parameter \(problem); narrow the limit")
      }
    }
  }

  /// The least and the greatest result of draws in a range.
  private func extremes(_ range: ClosedRange<Double>, _ nominal: Double) -> [Double] {
    [range.lowerBound, range.upperBound].map { value(of: $0, nominal: nominal) }
  }

  private static func moment(_ value: YAMLValue) throws(InputError) -> Moment {
    if case .fields = value.content {
      return .interval(try value.fields(["interval_s"]).number("interval_s", .positive))
    }
    let text = try value.text()
    switch text {
    case "episode": return .episode
    case "step": return .step
    default:
      throw value.error("\"\(text)\" is no moment; write episode, step or {interval_s: SECONDS}")
    }
  }
}

extension RandomizationSet {
  init(name: String, _ value: YAMLValue, _ words: Vocabulary) throws(InputError) {
    var randomizations: [Randomization] = []
    for field in try value.namedFields() {
      randomizations.append(try Randomization(field, words))
      try Self.checkGroup(of: randomizations, field.value)
    }
    self.init(name: name, randomizations: randomizations)
  }

  /// Ranges of one group move together or not at all.
  private static func checkGroup(of randomizations: [Randomization], _ place: YAMLValue) throws(InputError) {
    guard let last = randomizations.last, let group = last.group else { return }
    for other in randomizations.dropLast() where other.group == group {
      guard last.adaptation != nil || other.adaptation != nil else { continue }
      guard last.adaptation == other.adaptation, last.distribution == other.distribution else {
        throw place.error(
          "moves with \(other.field), which is of the same group and has another distribution or adr; make them equal")
      }
    }
  }

  /// - Throws: ``InputError`` for a randomization that does nothing without another.
  func check(_ value: YAMLValue) throws(InputError) {
    func names(_ field: String) -> Bool { randomizations.contains { $0.field == field } }
    guard names("terrain.pattern"), !names("terrain.step_height_m") else { return }
    throw value.error("\(name) draws terrain.pattern and the ground has no steps; randomize terrain.step_height_m too")
  }

  /// This set where it says something, and the other elsewhere, in the other's order.
  func completed(from other: RandomizationSet) -> RandomizationSet {
    let own = Dictionary(uniqueKeysWithValues: randomizations.map { ($0.field, $0) })
    let inherited = Set(other.randomizations.map(\.field))
    return RandomizationSet(
      name: name,
      randomizations: other.randomizations.map {
        var inherited = $0
        inherited.adaptation = nil
        return own[$0.field] ?? inherited
      } + randomizations.filter { !inherited.contains($0.field) })
  }
}
