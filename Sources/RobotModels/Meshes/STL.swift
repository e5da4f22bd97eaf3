import Mathematics
import Robots

/// Stereolithography files, binary and text.
///
/// The normals that they store are not read: the corners' order says the same.
enum STL {
  private static let header = 84
  private static let record = 50

  static func read(_ bytes: [UInt8], file: String) throws(InputError) -> TriangleMesh {
    // A binary file may begin with "solid" too; its length gives it away.
    if bytes.count >= header, bytes.count >= header + record * count(bytes), !isText(bytes) {
      return try binary(bytes, file: file)
    }
    if bytes.starts(with: Array("solid".utf8)) { return try text(bytes, file: file) }
    guard bytes.count >= header else {
      throw InputError(file: file, problem: "is too short for an STL file (\(bytes.count) bytes); export it again")
    }
    throw InputError(
      file: file,
      problem: "promises \(count(bytes)) triangles and has room for \((bytes.count - header) / record); export it again")
  }

  private static func count(_ bytes: [UInt8]) -> Int {
    Int(bytes.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 80, as: UInt32.self)) })
  }

  /// Whether it begins as text does and has the word that no header of 80 bytes needs.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    guard bytes.starts(with: Array("solid".utf8)), bytes.count != header + record * count(bytes) else { return false }
    return String(decoding: bytes.prefix(1000), as: UTF8.self).contains("facet")
  }

  private static func binary(_ bytes: [UInt8], file: String) throws(InputError) -> TriangleMesh {
    var welder = VertexWelder()
    var triangles: [SIMD3<Int32>] = []
    triangles.reserveCapacity(count(bytes))
    for triangle in 0..<count(bytes) {
      let start = header + record * triangle + 12
      let numbers = bytes.withUnsafeBytes { raw in
        (0..<9).map { i in
          let bits = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: start + 4 * i, as: UInt32.self))
          return Double(Float(bitPattern: bits))
        }
      }
      guard numbers.allSatisfy(\.isFinite) else {
        throw InputError(file: file, problem: "triangle \(triangle) has a corner that is not finite; export it again")
      }
      append(
        SIMD3(
          welder.index(of: Vector3(numbers[0], numbers[1], numbers[2])),
          welder.index(of: Vector3(numbers[3], numbers[4], numbers[5])),
          welder.index(of: Vector3(numbers[6], numbers[7], numbers[8]))), to: &triangles)
    }
    return TriangleMesh(vertices: welder.vertices, triangles: triangles)
  }

  private static func text(_ bytes: [UInt8], file: String) throws(InputError) -> TriangleMesh {
    var welder = VertexWelder()
    var corners: [Int32] = []
    var triangles: [SIMD3<Int32>] = []
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let words = TextLine.words(line)
      switch words.first {
      case "vertex":
        corners.append(welder.index(of: try TextLine.vector(words, file: file, line: number + 1)))
      case "endfacet", "endloop":
        guard !corners.isEmpty else { continue }
        guard corners.count == 3 else {
          throw InputError(
            file: file, line: number + 1, problem: "ends a facet of \(corners.count) corners; give it three")
        }
        append(SIMD3(corners[0], corners[1], corners[2]), to: &triangles)
        corners.removeAll(keepingCapacity: true)
      default: continue
      }
    }
    guard corners.isEmpty else {
      throw InputError(file: file, problem: "breaks off within a facet; export it again")
    }
    return TriangleMesh(vertices: welder.vertices, triangles: triangles)
  }

  /// Leaves out what has no area.
  private static func append(_ triangle: SIMD3<Int32>, to triangles: inout [SIMD3<Int32>]) {
    if triangle.x != triangle.y, triangle.y != triangle.z, triangle.z != triangle.x { triangles.append(triangle) }
  }
}

/// A line of a mesh file that is text.
enum TextLine {
  static func words(_ line: ArraySlice<UInt8>) -> [String] {
    line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The three numbers after the first word.
  static func vector(_ words: [String], file: String, line: Int) throws(InputError) -> Vector3 {
    let numbers = words.dropFirst().prefix(3).compactMap(Double.init)
    guard numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
      throw InputError(
        file: file, line: line, key: words[0], problem: "has not three finite numbers behind it; export the mesh again")
    }
    return Vector3(numbers[0], numbers[1], numbers[2])
  }
}
