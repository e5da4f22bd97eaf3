import Control
import Robots

/// How a scenario is learned: the file's `learner:`.
public enum Learner: Sendable, Equatable {
  case ppo(PPOSettings)
  case rma(RMASettings)
  case sac(SACSettings)
  case dynaQ(DynaQSettings)
  case mbpo(MBPOSettings)
  case policyBackprop(PolicyBackpropSettings)
  case treeSearch(MCTSSettings)
  case planner(PlannerSettings)

  /// Its settings, whatever learner it is.
  public var settings: any LearnerSettings {
    switch self {
    case .ppo(let settings): settings
    case .rma(let settings): settings
    case .sac(let settings): settings
    case .mbpo(let settings): settings
    case .policyBackprop(let settings): settings
    case .dynaQ(let settings): settings
    case .treeSearch(let settings): settings
    case .planner(let settings): settings
    }
  }

  /// Whether it learns on countable states, and so on gridworlds.
  public var isTabular: Bool {
    switch self {
    case .dynaQ, .treeSearch: true
    default: false
    }
  }

  /// How many levels each action is chosen from; nil: actions are continuous, or are not of that kind.
  public var actionLevels: Int? {
    switch self {
    case .ppo(let settings): settings.actionLevels
    case .rma(let settings): settings.ppo.actionLevels
    case .mbpo(let settings) where settings.policyOptimizer == .ppo: settings.ppo.ppo.actionLevels
    default: nil
    }
  }

  /// As the scenario file names it.
  public var name: String { type(of: settings).name }

  private typealias Reader = (YAMLValue?) throws(InputError) -> Learner

  /// Every learner, with how its settings are read; nil gives the defaults.
  private static func readers(for interface: ControlInterface?) -> [(name: String, read: Reader)] {
    [
      (PPOSettings.name, { value throws(InputError) in .ppo(try PPOSettings(value)) }),
      (RMASettings.name, { value throws(InputError) in .rma(try RMASettings(value)) }),
      (SACSettings.name, { value throws(InputError) in .sac(try SACSettings(value)) }),
      (DynaQSettings.name, { value throws(InputError) in .dynaQ(try DynaQSettings(value, for: interface)) }),
      (MBPOSettings.name, { value throws(InputError) in .mbpo(try MBPOSettings(value)) }),
      (
        PolicyBackpropSettings.name,
        { value throws(InputError) in .policyBackprop(try PolicyBackpropSettings(value)) }
      ),
      (PlannerSettings.name, { value throws(InputError) in try planner(value, for: interface) }),
    ]
  }

  /// `planner: mcts` searches a tree, the others plan continuous actions.
  private static func planner(_ value: YAMLValue?, for interface: ControlInterface?) throws(InputError) -> Learner {
    if let entry = try value?.anyFields().optional("planner") {
      let name = try entry.text()
      if MCTSSettings.Planner(rawValue: name) != nil { return .treeSearch(try MCTSSettings(value, for: interface)) }
      let names = (PlanningSettings.Method.allCases.map(\.rawValue) + MCTSSettings.Planner.allCases.map(\.rawValue))
      guard names.contains(name) else {
        throw entry.error("the planner \"\(name)\" is unknown; \(NearestName.mend(name, in: names))")
      }
    }
    return .planner(try PlannerSettings(value))
  }

  /// Reads `learner: ppo`, or `learner: {ppo: {…}}` with settings.
  ///
  /// - Parameter interface: of the robot that learns; nil where there is none.
  init(_ value: YAMLValue, for interface: ControlInterface? = nil) throws(InputError) {
    let readers = Self.readers(for: interface)
    let names = readers.map(\.name)
    let name: String
    var settings: YAMLValue?
    if case .scalar = value.content {
      name = try value.text()
      guard names.contains(name) else {
        throw value.error("the learner \"\(name)\" is unknown; \(NearestName.mend(name, in: names))")
      }
    } else {
      let fields = try value.namedFields()
      _ = try value.fields(names)
      guard fields.count == 1 else { throw value.error("names \(fields.count) learners; name one") }
      (name, settings) = (fields[0].key, fields[0].value)
    }
    for reader in readers where reader.name == name {
      self = try reader.read(settings)
      if let problem = self.settings.missing(for: interface) { throw (settings ?? value).error(problem) }
      return
    }
    preconditionFailure("every name has a reader")
  }
}
