import Foundation
import Mathematics
import RobotModels
import Robots
import Testing

@Suite struct RealRobotsTests {
  static let files = Result {
    (FileManager.default.enumerator(at: try RealRobots.folder.get(), includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "urdf" }.sorted { $0.path < $1.path }
  }

  @Test("real URDF files load; the list says how, and what keeps the others from being simulated")
  func load() throws {
    let files = try Self.files.get()
    #expect(files.count >= 60)
    var loaded = 0
    for file in files {
      let name = file.lastPathComponent
      do throws(InputError) {
        let model = try RobotModel(reading: file)
        let faults = model.faults + model.bodyFaults
        print(
          "\(name): \(model.links.count) links, \(model.movingJoints.count) joints, \(model.totalMass) kg, "
            + "\(model.warnings.count) warnings\(faults.isEmpty ? "" : "; it would not simulate: \(faults[0])")")
        if faults.isEmpty { loaded += 1 }
      } catch {
        print("\(name): is refused: \(error)")
      }
    }
    print("real URDF files that load: \(loaded) of \(files.count)")
    #expect(loaded >= 60)
  }

  @Test("every mesh that contacts use is read and has a hull that holds it, in twelve robots", arguments: [
    "so101", "so100", "solo12", "go1", "go2", "a1", "panda", "ur5_robot", "allegro_right_hand", "xarm7", "z1", "kinova",
  ])
  func meshes(name: String) throws {
    let file = try #require(try Self.files.get().first { $0.lastPathComponent == name + ".urdf" })
    let model = try RobotModel(contentsOf: file)
    for shape in model.links.flatMap(\.collisions) {
      guard case .mesh(let mesh) = shape.geometry else { continue }
      let (surface, hull) = (try mesh.surface(), try mesh.hull())
      let size = (surface.bounds!.upper - surface.bounds!.lower).length
      #expect(hull.vertices.count <= 128 && hull.triangles.count == 2 * hull.vertices.count - 4)
      let planes = hull.triangles.map { t in
        let (a, b, c) = (hull.vertices[Int(t.x)], hull.vertices[Int(t.y)], hull.vertices[Int(t.z)])
        let normal = (b - a).cross(c - a)
        return (normal / normal.length, normal.dot(a) / normal.length)
      }
      // Of the surface no more sticks out of a hull of 128 corners than 1 % of its size.
      let excess = surface.vertices.reduce(0) { worst, vertex in
        planes.reduce(worst) { max($0, $1.0.dot(vertex) - $1.1) }
      }
      #expect(excess < 0.01 * size)
    }
  }
}
