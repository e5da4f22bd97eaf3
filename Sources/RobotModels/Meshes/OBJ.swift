import Mathematics
import Robots

/// Wavefront files: their `v` and `f` lines. Textures, normals and materials are not used.
enum OBJ {
  static func read(_ bytes: [UInt8], file: String) throws(InputError) -> TriangleMesh {
    var vertices: [Vector3] = []
    var triangles: [SIMD3<Int32>] = []
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      guard let first = line.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }),
        first == UInt8(ascii: "v") || first == UInt8(ascii: "f")
      else { continue }
      let words = TextLine.words(line)
      if words[0] == "v" {
        vertices.append(try TextLine.vector(words, file: file, line: number + 1))
      } else if words[0] == "f" {
        var corners: [Int32] = []
        for word in words.dropFirst() {
          corners.append(try index(word, of: vertices.count, file: file, line: number + 1))
        }
        guard corners.count >= 3 else {
          throw InputError(
            file: file, line: number + 1, key: "f", problem: "has \(corners.count) corners; give at least three")
        }
        for i in 1..<corners.count - 1 { triangles.append(SIMD3(corners[0], corners[i], corners[i + 1])) }
      }
    }
    return TriangleMesh(vertices: vertices, triangles: triangles)
  }

  /// `3`, `3/1/2`, or `-1` for the last vertex so far.
  private static func index(_ word: String, of count: Int, file: String, line: Int) throws(InputError) -> Int32 {
    let number = Int(word.prefix { $0 != "/" }) ?? 0
    let index = number < 0 ? count + number : number - 1
    guard number != 0, (0..<count).contains(index) else {
      throw InputError(
        file: file, line: line, key: "f",
        problem: "names the vertex \"\(word)\" and \(count) stand above it; count from 1")
    }
    return Int32(index)
  }
}
