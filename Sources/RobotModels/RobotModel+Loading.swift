public import Foundation
public import Robots

extension RobotModel {
  /// Reads a URDF or an MJCF file; its root element says which.
  ///
  /// What is unsupported becomes a warning. Meshes are looked for and not read yet.
  /// - Throws: ``InputError`` with the line for a fault of structure and for what cannot be simulated, such as an
  ///   impossible mass or inertia.
  public init(contentsOf url: URL) throws(InputError) {
    try self.init(reading: url)
    if let fault = (faults + bodyFaults).first { throw fault }
  }

  /// Reads a URDF or an MJCF file and keeps what cannot be simulated as ``faults`` and ``bodyFaults``.
  ///
  /// - Throws: ``InputError`` for a fault of structure alone.
  public init(reading url: URL) throws(InputError) {
    let file = InputFile.name(of: url)
    let folder = url.deletingLastPathComponent().standardizedFileURL
    let root = try XMLElement.parse(InputFile.text(of: url), file: file)
    if root.name == "mujoco" {
      self = try MJCFReader.model(root, folder: folder)
    } else {
      self = try URDFReader.model(root, folder: folder)
    }
  }

  /// The model of a robot, checked against its robot.yaml.
  public init(of robot: RobotDescription) throws(InputError) {
    try self.init(reading: robot.folder.appendingPathComponent(robot.model))
    if robot.base != .fixed { base = .floating }
    if let fault = (faults + bodyFaults).first { throw fault }
    try check(against: robot)
  }

  /// - Parameter folder: from where its meshes' paths lead; nil: meshes are not found.
  public init(urdf text: String, file: String, folder: URL? = nil) throws(InputError) {
    self = try URDFReader.model(XMLElement.parse(text, file: file), folder: folder)
    if let fault = (faults + bodyFaults).first { throw fault }
  }

  /// - Parameter folder: from where its meshes' and included files' paths lead; nil: they are not found.
  public init(mjcf text: String, file: String, folder: URL? = nil) throws(InputError) {
    self = try MJCFReader.model(XMLElement.parse(text, file: file), folder: folder)
    if let fault = (faults + bodyFaults).first { throw fault }
  }
}

extension RobotModel {
  /// A model file's text with the files that it names given by absolute paths, so that it can stand anywhere.
  ///
  /// - Parameter text: of the file that this model was read from.
  public func textToMove(_ text: String) -> String {
    references.reduce(text) { text, reference in
      var text = text
      for quote in ["\"", "'"] {
        text = text.replacingOccurrences(of: quote + reference.key + quote, with: quote + reference.value.path + quote)
      }
      return text
    }
  }
}
