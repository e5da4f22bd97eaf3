import Foundation
import Mathematics
import Robots

/// What geoms refer to by name.
struct MJCFAssets {
  /// Nil for one that cannot be read, as a warning says.
  var meshes: [String: Mesh?] = [:]
  var colors: [String: SIMD4<Double>] = [:]
}

extension MJCFReader {
  static let meshAttributes = ["name", "class", "file", "scale"]

  mutating func readAssets(_ section: XMLElement) throws(InputError) {
    expect(section, attributes: [], children: ["mesh", "material"])
    for given in section.children where given.name == "mesh" || given.name == "material" {
      warnOfAttributes(given)
      let element = try defaults.completed(given, inherited: nil)
      if given.name == "mesh" {
        try readMesh(element)
      } else if let c = try element.numbers("rgba", of: "material"), c.count == 4 {
        assets.colors[element.attributes["name"] ?? ""] = SIMD4(c[0], c[1], c[2], c[3])
      }
    }
  }

  private mutating func readMesh(_ element: XMLElement) throws(InputError) {
    guard let file = element.attributes["file"] else {
      let name = try element.text("name")
      warn(element, name, "a mesh without a file is not used")
      assets.meshes[name] = .some(nil)
      return
    }
    let name = element.attributes["name"] ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let path = compiler.meshFolder.isEmpty || file.hasPrefix("/") ? file : "\(compiler.meshFolder)/\(file)"
    let scale = try element.vector("scale", of: name, otherwise: Vector3(repeating: 1))
    guard scale.x != 0, scale.y != 0, scale.z != 0 else {
      throw element.error("\(name): scale", "flattens the mesh; give three numbers other than 0")
    }
    let isReadable = Mesh.formats.contains(URL(fileURLWithPath: file).pathExtension.lowercased())
    guard isReadable, let url = locator.locate(path) else {
      warn(
        element, name,
        isReadable
          ? "the mesh \"\(path)\" is not used, since there is no such file; put it there"
          : "the mesh \"\(path)\" is not used, since such files are not read; convert it to STL or OBJ")
      assets.meshes[name] = .some(nil)
      return
    }
    model.references[file] = url
    assets.meshes[name] = Mesh(file: url, scale: scale)
  }
}
