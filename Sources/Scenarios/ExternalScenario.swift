import Foundation
public import Robots

/// A scenario whose environment others have made: what is rewarded and when it ends is theirs, how it is learned is ours.
public struct ExternalScenario: Sendable {
  public var name: String
  /// The file it came from.
  public var file: String
  /// Where that file names the environment; nil where the command line does.
  public var line: Int?
  public var environment: Environment
  /// What the environment is made with, by the names of its maker.
  public var arguments: [Argument]
  public var learner: Learner

  public init(
    name: String, file: String, line: Int? = nil, environment: Environment, arguments: [Argument] = [],
    learner: Learner
  ) {
    self.name = name
    self.file = file
    self.line = line
    self.environment = environment
    self.arguments = arguments
    self.learner = learner
  }

  /// One that the command line names, with a learner from elsewhere.
  public init(environment: Environment, learner: Learner) {
    self.init(name: environment.shortName, file: "--environment", environment: environment, learner: learner)
  }

  public enum Environment: Sendable, Equatable {
    /// One that Gymnasium has registered, such as `Hopper-v5`, or `package:ID` of a package to be imported first.
    case gymnasium(id: String)
  }

  /// A named argument of the environment's maker.
  public struct Argument: Sendable, Equatable {
    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }

    public indirect enum Value: Sendable, Equatable {
      case flag(Bool)
      case integer(Int)
      case number(Double)
      case text(String)
      case list([Value])
    }
  }

  /// An error about the environment as the file names it.
  public func error(_ problem: String) -> InputError {
    InputError(file: file, line: line, key: line == nil ? nil : "environment", problem: problem)
  }

  /// The whole scenario as YAML; reading it gives an equal one.
  public var resolvedText: String {
    var lines = ["name: \(yaml(name))", "environment: \(environment.text)"]
    if !arguments.isEmpty { lines.append("arguments: \(argumentsText)") }
    lines += ["learner:", "  \(learner.name):"] + learner.settings.yaml.map { "    " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The arguments as a JSON object, which is YAML too.
  public var argumentsText: String {
    "{" + arguments.map { "\(quoted($0.name)): \($0.value.text)" }.joined(separator: ", ") + "}"
  }
}

extension ExternalScenario {
  init(_ tree: YAMLValue, file: String) throws(InputError) {
    let root = try tree.fields(["name", "environment", "arguments", "learner"])
    let environment = try root.required("environment")
    self.init(
      name: try root.text("name"), file: file, line: environment.line,
      environment: try Environment(environment), arguments: try Self.arguments(root.optional("arguments")),
      learner: try Learner(root.required("learner")))
  }

  private static func arguments(_ value: YAMLValue?) throws(InputError) -> [Argument] {
    guard let value else { return [] }
    var arguments: [Argument] = []
    for field in try value.namedFields() { arguments.append(Argument(field.key, try Argument.Value(field.value))) }
    return arguments
  }
}

extension ExternalScenario.Environment {
  private static let prefix = "gymnasium:"

  /// Reads `gymnasium:ID`, as files and the command line name an environment.
  public init(_ value: YAMLValue) throws(InputError) {
    let text = try value.text()
    guard let environment = Self(text) else {
      throw value.error("\"\(text)\" is no environment; write gymnasium:ID, such as gymnasium:Hopper-v5")
    }
    self = environment
  }

  public init?(_ text: String) {
    guard text.hasPrefix(Self.prefix), text.count > Self.prefix.count else { return nil }
    self = .gymnasium(id: String(text.dropFirst(Self.prefix.count)))
  }

  public var text: String {
    switch self {
    case .gymnasium(let id): Self.prefix + id
    }
  }

  /// Fit for a folder's name.
  var shortName: String {
    switch self {
    case .gymnasium(let id): id.replacing("/", with: "-").replacing(":", with: "-").lowercased()
    }
  }
}

extension ExternalScenario.Argument.Value {
  init(_ value: YAMLValue) throws(InputError) {
    switch value.content {
    case .scalar(let text, quoted: true): self = .text(text)
    case .scalar("true", quoted: false): self = .flag(true)
    case .scalar("false", quoted: false): self = .flag(false)
    case .scalar(let text, quoted: false):
      if let integer = Int(text) {
        self = .integer(integer)
      } else if let number = Double(text), number.isFinite {
        self = .number(number)
      } else {
        self = .text(try value.text())
      }
    case .list(let entries):
      var values: [Self] = []
      for entry in entries { values.append(try Self(entry)) }
      self = .list(values)
    case .fields: throw value.error("is a mapping; write a number, true, false, a text or a list")
    }
  }

  var text: String {
    switch self {
    case .flag(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    case .text(let text): quoted(text)
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    }
  }
}

/// A text in quotes that JSON and YAML read alike.
private func quoted(_ text: String) -> String {
  "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
}
