import Foundation

extension RobotDescription {
  /// What `robot.yaml` says of the robot itself, in one form whatever the comments and the order: what is hashed to tell
  /// whether it has changed. How it is reached and reset is no part of it, nor is the model file.
  public func identityText() throws(InputError) -> String {
    let file = folder.appendingPathComponent("robot.yaml")
    let tree = try YAMLValue(parsing: InputFile.text(of: file), file: InputFile.name(of: file))
    let own = try tree.namedFields().filter { !["link", "reset"].contains($0.key) }
    return Self.canonical(.fields(own))
  }

  private static func canonical(_ content: YAMLValue.Content) -> String {
    switch content {
    case .scalar(let text, _): "\"\(text)\""
    case .list(let values): "[" + values.map { canonical($0.content) }.joined(separator: ",") + "]"
    case .fields(let fields):
      "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":" + canonical($0.value.content) }.joined(separator: ",") + "}"
    }
  }
}
