public import Foundation
public import Mathematics
public import Robots
import Synchronization

/// A mesh in a file, which is read when its surface is first asked for, and once for all copies of this value.
public struct Mesh: Sendable, Equatable {
  public let file: URL
  /// Along each axis of the mesh; negative ones mirror.
  public let scale: Vector3
  private let contents: Contents

  public init(file: URL, scale: Vector3 = Vector3(repeating: 1)) {
    self.file = file
    self.scale = scale
    contents = Contents()
  }

  /// The surface that the file describes, scaled.
  ///
  /// - Throws: ``InputError`` when the file is missing, broken or of another format than STL and OBJ.
  public func surface() throws(InputError) -> TriangleMesh {
    try contents.surface.withLock { surface throws(InputError) in
      if let surface { return surface }
      let read = try Self.read(file).scaled(by: scale)
      surface = read
      return read
    }
  }

  /// The surface's convex hull with at most so many vertices.
  ///
  /// - Throws: ``InputError`` as ``surface()`` does, and when the mesh is flat.
  public func hull(vertices: Int = 128) throws(InputError) -> TriangleMesh {
    if let known = contents.hulls.withLock({ $0[vertices] }) { return known }
    guard let hull = ConvexHull.of(try surface().vertices, limit: vertices)?.mesh else {
      throw InputError(
        file: InputFile.name(of: file), problem: "is flat and has no convex hull; use its triangles, or a box instead")
    }
    contents.hulls.withLock { $0[vertices] = hull }
    return hull
  }

  public static func == (a: Mesh, b: Mesh) -> Bool { a.file == b.file && a.scale == b.scale }

  /// The formats that are read, as the endings of files' names.
  public static let formats = ["stl", "obj"]

  private static func read(_ file: URL) throws(InputError) -> TriangleMesh {
    let mesh: TriangleMesh
    switch file.pathExtension.lowercased() {
    case "stl": mesh = try STL.read(bytes(of: file), file: InputFile.name(of: file))
    case "obj": mesh = try OBJ.read(bytes(of: file), file: InputFile.name(of: file))
    default:
      throw InputError(
        file: InputFile.name(of: file), problem: "is no mesh that can be read; convert it to STL or OBJ")
    }
    guard !mesh.triangles.isEmpty else {
      throw InputError(file: InputFile.name(of: file), problem: "holds no triangle; export the mesh again")
    }
    return mesh
  }

  private static func bytes(of file: URL) throws(InputError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw InputError(file: InputFile.name(of: file), problem: "cannot be read; put the mesh there or correct its path")
    }
    return [UInt8](data)
  }

  private final class Contents: Sendable {
    let surface = Mutex<TriangleMesh?>(nil)
    let hulls = Mutex<[Int: TriangleMesh]>([:])
  }
}
