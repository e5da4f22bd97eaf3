import Mathematics
import RobotModels
import Testing

@Suite struct KinematicsTests {
  private static let body = #"<inertial><origin xyz="0.1 0.2 0.3"/><mass value="2"/><inertia ixx="1" iyy="1" izz="1"/></inertial>"#

  /// A turn, a slide and a turn, with a mass that hangs on a fixed joint.
  private func arm() throws -> RobotModel {
    try RobotModel(
      urdf: """
        <robot name="arm">
          <link name="base">\(Self.body)</link><link name="a">\(Self.body)</link><link name="b">\(Self.body)</link>
          <link name="c">\(Self.body)</link><link name="tool">\(Self.body)</link>
          <joint name="one" type="continuous"><parent link="base"/><child link="a"/><axis xyz="1 2 3"/>
            <origin xyz="0.3 0 0.1" rpy="0.1 0.2 0.3"/></joint>
          <joint name="two" type="prismatic"><parent link="a"/><child link="b"/><axis xyz="0 1 1"/>
            <origin xyz="0 0.2 0" rpy="0.5 0 0"/><limit lower="-1" upper="1"/></joint>
          <joint name="three" type="continuous"><parent link="b"/><child link="c"/><axis xyz="0 1 0"/></joint>
          <joint name="hold" type="fixed"><parent link="c"/><child link="tool"/><origin xyz="0.4 0 0"/></joint>
        </robot>
        """, file: "arm.urdf")
  }

  private func energy(_ model: RobotModel, _ positions: [Double]) -> Double {
    zip(model.links, model.linkPoses(at: positions)).reduce(0) { sum, pair in
      let inertial = pair.0.inertial!
      return sum + 9.81 * inertial.mass * (pair.1.position + pair.1.rotation * inertial.origin.position).z
    }
  }

  @Test("gravity's efforts are the derivative of the potential energy")
  func gravity() throws {
    let model = try arm()
    #expect(model.totalMass == 10)
    let h = 1e-6
    for positions in [[0, 0, 0], [0.7, -0.4, 1.2], [-2, 0.9, 3]] as [[Double]] {
      let efforts = model.gravityEfforts(at: positions)
      for j in positions.indices {
        var (up, down) = (positions, positions)
        up[j] += h
        down[j] -= h
        #expect(abs((energy(model, up) - energy(model, down)) / (2 * h) - efforts[j]) < 1e-6)
      }
    }
  }

  @Test("links on fixed joints are one body, by the parallel-axis theorem")
  func lumped() throws {
    let model = try arm()
    let body = try #require(model.bodyMasses[3])
    #expect(model.bodyMasses[4] == nil && body.mass == 4)
    #expect((body.centre - Vector3(0.3, 0.2, 0.3)).length < 1e-15)
    // Two masses of 2 kg, each 0.2 m from the middle along x.
    #expect(abs(body.inertia.xx - 2) < 1e-12 && abs(body.inertia.yy - (2 + 4 * 0.04)) < 1e-12)
    #expect(abs(body.inertia.zz - 2.16) < 1e-12 && abs(body.inertia.xy) < 1e-12)
  }
}
