import Foundation
import Mathematics
import RobotModels
import Robots
import TestSupport
import Testing

@Suite struct MeshTests {
  private static let corners: [Vector3] = (0..<8).map {
    let bits: [Int] = [$0 & 1, ($0 >> 1) & 1, ($0 >> 2) & 1]
    return Vector3(Double(bits[0]), Double(bits[1]), Double(bits[2]))
  }
  /// The unit cube's faces, counterclockwise from outside, two triangles each.
  private static let faces = [
    (0, 2, 3), (0, 3, 1), (4, 5, 7), (4, 7, 6), (0, 1, 5), (0, 5, 4),
    (2, 6, 7), (2, 7, 3), (0, 4, 6), (0, 6, 2), (1, 3, 7), (1, 7, 5),
  ]

  private static var textSTL: String {
    faces.map { a, b, c in
      let vertices = [a, b, c].map { "vertex \(corners[$0].x) \(corners[$0].y) \(corners[$0].z)" }
      return "facet normal 0 0 0\nouter loop\n\(vertices.joined(separator: "\n"))\nendloop\nendfacet\n"
    }.reduce("solid cube\n", +) + "endsolid\n"
  }

  private static var binarySTL: Data {
    // Binary files that begin with "solid" exist.
    var data = Data("solid binary".utf8)
    data.append(Data(count: 80 - data.count))
    func append<T>(_ value: T) { withUnsafeBytes(of: value) { data.append(contentsOf: $0) } }
    append(UInt32(faces.count))
    for (a, b, c) in faces {
      data.append(Data(count: 12))
      for corner in [a, b, c] { for axis in 0..<3 { append(Float(corners[corner][axis])) } }
      append(UInt16(0))
    }
    return data
  }

  private static var obj: String {
    "# a cube\n" + corners.map { "v \($0.x) \($0.y) \($0.z)\n" }.joined()
      + "vn 0 0 1\nusemtl grey\nf 1//1 3//1 4//1 2//1\nf 5 6 8 7\nf -8 -7 -3 -4\nf 3/1/1 7/1/1 8/1/1 4/1/1\nf 1 5 7 3\nf 2 4 8 6\n"
  }

  private static func mesh(_ name: String, _ data: Data, scale: Vector3 = Vector3(1, 1, 1)) throws -> TriangleMesh {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try data.write(to: file)
    return try Mesh(file: file, scale: scale).surface()
  }

  @Test("a cube has the same surface in each format", arguments: ["cube.stl", "text.STL", "cube.obj"])
  func formats(name: String) throws {
    let data = ["cube.stl": Self.binarySTL, "text.STL": Data(Self.textSTL.utf8), "cube.obj": Data(Self.obj.utf8)][name]!
    let cube = try Self.mesh(name, data)
    #expect(cube.vertices.count == 8 && cube.triangles.count == 12)
    #expect(abs(cube.volume - 1) < 1e-12)
    // A mirror image encloses a positive volume too: its outside is outside.
    #expect(abs(try Self.mesh(name, data, scale: Vector3(-2, 1, 0.5)).volume - 1) < 1e-12)
  }

  @Test("broken meshes are refused with one sentence", arguments: [
    ("a.stl", "short", "too short"), ("a.obj", "v 1 2\nf 1 1 1\n", "three finite numbers"),
    ("a.obj", "v 1 2 3\nf 1 2 3\n", "count from 1"), ("a.obj", "v 1 2 3\nf 1 1\n", "at least three"),
    ("a.obj", "# nothing\n", "holds no triangle"), ("a.dae", "<COLLADA/>", "convert it to STL or OBJ"),
    ("a.stl", "solid a\nfacet\nvertex 0 0 0\nvertex 1 0 0\nendloop\n", "2 corners"),
    ("a.stl", "solid a\nfacet\nvertex 0 0 nan\n", "three finite numbers"),
    ("a.stl", "solid a\nfacet\nvertex 0 0 0\n", "breaks off"),
    ("a.stl", String(repeating: "x", count: 90), "has room for 0"),
  ])
  func broken(name: String, text: String, fragment: String) throws {
    let error = try #require(throws: InputError.self) { try Self.mesh(name, Data(text.utf8)) }
    #expect("\(error)".contains(fragment) && "\(error)".contains(name), "\(error)")
  }

  @Test("a file is read when it is asked for, once, and a copy knows what was read")
  func lazy() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("cube.obj")
    let mesh = Mesh(file: file)
    let copy = mesh
    #expect(throws: InputError.self) { try mesh.surface() }
    try Data(Self.obj.utf8).write(to: file)
    #expect(try mesh.surface().triangles.count == 12)
    try FileManager.default.removeItem(at: file)
    #expect(try copy.surface().triangles.count == 12 && copy.hull().vertices.count == 8)
  }

  // MARK: Hulls

  /// Every edge once in each direction: the surface is closed.
  private func isClosed(_ mesh: TriangleMesh) -> Bool {
    var edges = Set<SIMD2<Int32>>()
    for t in mesh.triangles {
      for edge in [SIMD2(t.x, t.y), SIMD2(t.y, t.z), SIMD2(t.z, t.x)] where !edges.insert(edge).inserted { return false }
    }
    return edges.allSatisfy { edges.contains(SIMD2($0.y, $0.x)) }
  }

  /// How far a point lies outside at most.
  private func excess(_ points: [Vector3], over hull: TriangleMesh) -> Double {
    var largest = -Double.infinity
    for t in hull.triangles {
      let (a, b, c) = (hull.vertices[Int(t.x)], hull.vertices[Int(t.y)], hull.vertices[Int(t.z)])
      let normal = (b - a).cross(c - a)
      for point in points { largest = max(largest, normal.dot(point - a) / normal.length) }
    }
    return largest
  }

  @Test("the hull of a cube with points in and on it is the cube")
  func cube() throws {
    var stream = RandomStream(seed: 1)
    var points = Self.corners
    for i in 0..<500 {
      var point = Vector3(stream.uniform(), stream.uniform(), stream.uniform())
      if i % 3 == 0 { point[i % 9 / 3] = 1 }  // on a face
      points.append(point)
    }
    let hull = try #require(ConvexHull.of(points))
    #expect(hull.mesh.vertices.count == 8 && hull.mesh.triangles.count == 12 && isClosed(hull.mesh))
    #expect(abs(hull.mesh.volume - 1) < 1e-12 && hull.error < 1e-6)
  }

  @Test("a hull holds every point, and with fewer vertices all but its stated error", arguments: [4, 8, 32, 128, 4000])
  func sphere(limit: Int) throws {
    var stream = RandomStream(seed: 2)
    let points = (0..<2000).map { _ in
      let p = Vector3(stream.uniform() - 0.5, stream.uniform() - 0.5, stream.uniform() - 0.5)
      return p / p.length
    }
    let hull = try #require(ConvexHull.of(points, limit: limit))
    #expect(hull.mesh.vertices.count == min(limit, 2000) && isClosed(hull.mesh))
    #expect(hull.mesh.triangles.count == 2 * hull.mesh.vertices.count - 4)  // Euler
    #expect(excess(points, over: hull.mesh) < hull.error + 1e-6)
    #expect(hull.error < [4: 1.5, 8: 0.9, 32: 0.25, 128: 0.06, 4000: 1e-6][limit]!)
  }

  @Test("points in a plane, on a line or few have no hull")
  func flat() {
    let square = [Vector3(0, 0, 1), Vector3(1, 0, 1), Vector3(0, 1, 1), Vector3(1, 1, 1), Vector3(0.5, 0.5, 1)]
    #expect(ConvexHull.of(square) == nil)
    #expect(ConvexHull.of((0..<9).map { Vector3(1, 2, 3) * Double($0) }) == nil)
    #expect(ConvexHull.of(Array(square.prefix(3))) == nil && ConvexHull.of([]) == nil)
    #expect(ConvexHull.of([Vector3](repeating: Vector3(1, 1, 1), count: 10)) == nil)
  }
}
