import Mathematics
import Testing

@Suite struct RotationTests {
  @Test("a quaternion and its matrix are the same rotation, half turns included")
  func quaternions() {
    var stream = RandomStream(seed: 5)
    var quaternions = (0..<200).map { _ in
      SIMD4(stream.normal(), stream.normal(), stream.normal(), stream.normal())
    }
    quaternions += [SIMD4(0, 1, 0, 0), SIMD4(0, 0, 1, 0), SIMD4(0, 0, 0, 1), SIMD4(1e-9, 3, 4, 0), SIMD4(1, 0, 0, 0)]
    for raw in quaternions {
      let q = raw / (raw * raw).sum().squareRoot()
      let back = Rotation(quaternion: q).quaternion
      let nearer = (q * back).sum() < 0 ? -q : q
      #expect(((back - nearer) * (back - nearer)).sum() < 1e-28 && back[0] >= 0)
    }
  }

  @Test("a quaternion turns as the axis and the angle do")
  func axisAngle() {
    let axis = Vector3(2, -1, 2) / 3
    let q = Rotation(axis: axis, angle: 1.2).quaternion
    #expect(abs(q[0] - 0.8253356149096783) < 1e-15)  // cos 0.6
    #expect((Vector3(q[1], q[2], q[3]) - axis * 0.5646424733950354).length < 1e-15)  // sin 0.6
  }
}
