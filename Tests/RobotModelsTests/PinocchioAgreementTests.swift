import Foundation
import Mathematics
import RobotModels
import TestSupport
import Testing

/// Real URDF files of the PyPI package example-robot-data.
enum RealRobots {
  /// The folder that holds one folder for each robot.
  static let folder = Result {
    let output = try lastLine(of: Repository.runPeer("Tests/Peers/pinocchio_models.py", ["folder"]))
    return URL(fileURLWithPath: String(decoding: output, as: UTF8.self))
  }

  /// What a peer prints, without the warnings of its libraries before it.
  static func lastLine(of output: String) -> Data { Data((output.split(separator: "\n").last ?? "").utf8) }
}

/// What Pinocchio computes of real robots.
@Suite struct PinocchioAgreementTests {
  /// With the largest effort that gravity asks for when every joint is at 0, N·m, as MuJoCo agrees.
  static let robots = [
    ("so_arm_description/urdf/so101.urdf", 0.5386),
    ("solo_description/robots/solo12.urdf", 0.0851),
    ("go2_description/urdf/go2.urdf", 1.0754),
    ("a1_description/urdf/a1.urdf", 0.8010),
  ]

  struct Peer: Decodable {
    let path: String
    let total: Double
    let configurations: [Configuration]

    struct Configuration: Decodable {
      let positions: [String: Double]
      let places: [String: [Double]]
      let gravity: [String: Double]
    }
  }

  static let peers = Result {
    let folder = try RealRobots.folder.get()
    let arguments = robots.flatMap { [folder.appendingPathComponent($0.0).path, "20"] }
    return try JSONDecoder().decode(
      [Peer].self, from: RealRobots.lastLine(of: Repository.runPeer("Tests/Peers/pinocchio_models.py", ["read"] + arguments)))
  }

  @Test("total mass, forward kinematics to 1e-9 m and gravity's efforts to 1e-6", arguments: robots.indices)
  func agrees(index: Int) throws {
    let peer = try Self.peers.get()[index]
    let model = try RobotModel(contentsOf: URL(fileURLWithPath: peer.path))
    let massError = abs(model.totalMass - peer.total) / peer.total
    let names = model.movingJoints.map { model.joints[$0].name }
    var (placeError, effortError, largest) = (0.0, 0.0, 0.0)
    for configuration in peer.configurations {
      let positions = try names.map { try #require(configuration.positions[$0]) }
      for (link, pose) in zip(model.links, model.linkPoses(at: positions)) {
        let place = try #require(configuration.places[link.name])
        placeError = max(placeError, (pose.position - Vector3(place[0], place[1], place[2])).length)
      }
      let scale = configuration.gravity.values.map(abs).max() ?? 1
      for (name, effort) in zip(names, model.gravityEfforts(at: positions)) {
        effortError = max(effortError, abs(effort - configuration.gravity[name]!) / scale)
      }
      // The first configuration is all zeros.
      if largest == 0 { largest = model.gravityEfforts(at: positions).map(abs).max() ?? 0 }
    }
    // tools/benchmarks/figures/trust_urdf.py reads this line.
    print(
      "trust-urdf", URL(fileURLWithPath: peer.path).lastPathComponent, model.totalMass, massError, placeError, effortError, largest)
    #expect(massError < 1e-9 && placeError < 1e-9 && effortError < 1e-6)
    #expect(abs(largest - Self.robots[index].1) < 1e-4)
  }
}
