public import Foundation
public import Robots

/// What a file of `scenarios/` describes: a robot with a task, an environment that others have made, or a gridworld.
public enum ScenarioFile: Sendable {
  case robot(Scenario)
  case external(ExternalScenario)
  case gridworld(GridworldScenario)

  /// Reads a file; which kind it is, its keys say: `robot`, `environment` or `gridworld`.
  ///
  /// - Parameter overrides: `key.path=value`, as `--set` takes them.
  /// - Throws: ``InputError`` for the first thing that cannot be.
  public init(contentsOf url: URL, overrides: [String] = []) throws(InputError) {
    let (text, file) = (try InputFile.text(of: url), InputFile.name(of: url))
    var tree = try YAMLValue(parsing: text, file: file)
    for override in overrides { try tree.set(override) }
    let kinds = try tree.namedFields().filter { ["robot", "environment", "gridworld"].contains($0.key) }
    if kinds.count > 1 { throw kinds[1].value.error("the file names a \(kinds[0].key) already; remove one of the two") }
    switch kinds.first?.key {
    case "environment": self = .external(try ExternalScenario(tree, file: file))
    case "gridworld": self = .gridworld(try GridworldScenario(tree, file: file))
    default: self = .robot(try Scenario(tree, text: text, file: file, folder: url.deletingLastPathComponent()))
    }
  }

  public var name: String {
    switch self {
    case .robot(let scenario): scenario.name
    case .external(let scenario): scenario.name
    case .gridworld(let scenario): scenario.name
    }
  }

  public var file: String {
    switch self {
    case .robot(let scenario): scenario.file
    case .external(let scenario): scenario.file
    case .gridworld(let scenario): scenario.file
    }
  }

  public var learner: Learner {
    switch self {
    case .robot(let scenario): scenario.learner
    case .external(let scenario): scenario.learner
    case .gridworld(let scenario): scenario.learner
    }
  }

  /// Whether it says what success is.
  public var judgesSuccess: Bool {
    switch self {
    case .robot, .gridworld: true
    case .external: false
    }
  }

  /// The whole scenario as YAML, overrides and defaults written out.
  public var resolvedText: String {
    switch self {
    case .robot(let scenario): scenario.resolvedText
    case .external(let scenario): scenario.resolvedText
    case .gridworld(let scenario): scenario.resolvedText
    }
  }
}
