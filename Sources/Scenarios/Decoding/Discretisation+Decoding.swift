import Control
import Robots

extension Discretisation {
  /// More states than this are a mistake: a table of them would not be visited in a lifetime.
  private static let largestCount = 20_000_000

  /// - Parameter interface: nil where there is no robot.
  init(_ value: YAMLValue, interface: ControlInterface?) throws(InputError) {
    guard let interface else {
      throw value.error("only a robot's readings are made countable; remove this key")
    }
    let fields = try value.fields(["sensors", "actuators", "hold_ticks"])
    let sensors = try fields.required("sensors")
    _ = try sensors.fields(interface.sensorNames)
    var axes: [Axis] = []
    for field in try sensors.namedFields() {
      axes.append(try Axis(field.value, sensor: interface.sensorIndex(named: field.key)!, interface: interface))
    }
    guard !axes.isEmpty else { throw sensors.error("the learner would see nothing; name at least one sensor") }

    let names = interface.actuators.indices.map(interface.actuatorName)
    let actuators = try fields.required("actuators").fields(names)
    var levels: [Levels] = []
    for i in names.indices { levels.append(try Levels(actuators.required(names[i]), actuator: i, interface: interface)) }
    let states = axes.reduce(1.0) { $0 * Double($1.count) }
    guard states <= Double(Self.largestCount) else {
      throw sensors.error("makes \(states) states and a table holds \(Self.largestCount) at most; use fewer bins")
    }
    self.init(axes: axes, levels: levels, holdTicks: try fields.optional("hold_ticks")?.integer(atLeast: 1) ?? 1)
  }

  /// As one line of YAML.
  var yaml: String {
    "{hold_ticks: \(holdTicks), sensors: {\(axes.map(\.yaml).joined(separator: ", "))}, "
      + "actuators: {\(levels.map { "\($0.name): {levels_\($0.unit): \($0.values)}" }.joined(separator: ", "))}}"
  }
}

extension Discretisation.Axis {
  init(_ value: YAMLValue, sensor: Int, interface: ControlInterface) throws(InputError) {
    let unit = interface.keyUnit(ofSensor: sensor)
    let wraps = interface.turnsEndlessly(sensor: sensor)
    let keys = (bins: "bins", lower: "lower_\(unit)", upper: "upper_\(unit)", edges: "edges_\(unit)")
    let fields = try value.fields([keys.bins, keys.lower, keys.upper, keys.edges])
    let hasRange = fields.optional(keys.lower) != nil || fields.optional(keys.upper) != nil
    let partition: Partition
    if let list = fields.optional(keys.edges) {
      guard fields.optional(keys.bins) == nil, !hasRange else {
        throw list.error("edges name every bin already; remove bins, \(keys.lower) and \(keys.upper), or these edges")
      }
      var edges: [Double] = []
      for entry in try list.list() {
        let edge = try entry.number()
        guard edge > edges.last ?? -.infinity else { throw entry.error("\(edge) is not above the edge before; sort them") }
        edges.append(edge)
      }
      guard !edges.isEmpty else { throw list.error("has no edge; write at least one") }
      partition = .edges(edges)
    } else {
      let bins = try fields.required(keys.bins).integer(atLeast: 1)
      if wraps && !hasRange {
        partition = .turn(bins: bins)
      } else {
        let lower = try fields.number(keys.lower)
        let upper = try fields.number(keys.upper)
        guard lower < upper else { throw value.error("needs a \(keys.lower) below its \(keys.upper); correct them") }
        partition = .uniform(bins: bins, lower: lower, upper: upper)
      }
    }
    self.init(sensor: sensor, name: interface.sensorName(sensor), unit: unit, wraps: wraps, partition: partition)
  }

  fileprivate var yaml: String {
    switch partition {
    case .uniform(let bins, let lower, let upper):
      "\(name): {bins: \(bins), lower_\(unit): \(lower), upper_\(unit): \(upper)}"
    case .turn(let bins): "\(name): {bins: \(bins)}"
    case .edges(let edges): "\(name): {edges_\(unit): \(edges)}"
    }
  }
}

extension Discretisation.Levels {
  init(_ value: YAMLValue, actuator: Int, interface: ControlInterface) throws(InputError) {
    let unit = interface.keyUnit(ofActuator: actuator)
    let limit = interface.actuators[actuator].effortLimit
    let list = try value.fields(["levels_\(unit)"]).required("levels_\(unit)")
    var values: [Double] = []
    for entry in try list.list() {
      let level = try entry.number()
      guard abs(level) <= limit else {
        throw entry.error("\(level) is beyond the actuator's limit of \(limit); write a level within it")
      }
      values.append(level)
    }
    guard !values.isEmpty else { throw list.error("leaves nothing to do; write at least one level") }
    self.init(name: interface.actuatorName(actuator), unit: unit, values: values, limit: limit)
  }
}
