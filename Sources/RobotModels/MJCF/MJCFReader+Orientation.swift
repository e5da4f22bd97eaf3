import Foundation
import Mathematics
import Robots

/// Poses: `pos` with one of the five ways to give an orientation.
extension MJCFReader {
  static let orientations = ["quat", "axisangle", "xyaxes", "zaxis", "euler"]
  static let placement = ["pos"] + orientations

  func pose(of element: XMLElement, of owner: String) throws(InputError) -> Pose {
    Pose(
      position: try element.vector("pos", of: owner, otherwise: .zero),
      rotation: try orientation(of: element, of: owner))
  }

  private func orientation(of element: XMLElement, of owner: String) throws(InputError) -> Rotation {
    func numbers(_ attribute: String, _ count: Int) throws(InputError) -> [Double]? {
      guard let numbers = try element.numbers(attribute, of: owner) else { return nil }
      guard numbers.count == count else {
        throw element.error("\(owner): \(attribute)", "has \(numbers.count) numbers; give \(count)")
      }
      return numbers
    }
    func unit(_ vector: Vector3, _ attribute: String) throws(InputError) -> Vector3 {
      guard vector.length > 1e-9 else {
        throw element.error("\(owner): \(attribute)", "has no direction; give it a length other than 0")
      }
      return vector / vector.length
    }
    if let a = try numbers("axisangle", 4) {
      return Rotation(axis: try unit(Vector3(a[0], a[1], a[2]), "axisangle"), angle: a[3] * compiler.angleUnit)
    }
    if let a = try numbers("xyaxes", 6) {
      let x = try unit(Vector3(a[0], a[1], a[2]), "xyaxes")
      let second = Vector3(a[3], a[4], a[5])
      let y = try unit(second - x * x.dot(second), "xyaxes")
      return Rotation(rows: (x, y, x.cross(y))).transposed
    }
    if let a = try numbers("zaxis", 3) { return Rotation(turningZTo: try unit(Vector3(a[0], a[1], a[2]), "zaxis")) }
    if let angles = try numbers("euler", 3) {
      var rotation = Rotation.identity
      for (letter, angle) in zip(compiler.eulerSequence, angles) {
        let axes: [Character: Vector3] = ["x": Vector3(1, 0, 0), "y": Vector3(0, 1, 0), "z": Vector3(0, 0, 1)]
        let turn = Rotation(axis: axes[Character(letter.lowercased())]!, angle: angle * compiler.angleUnit)
        // Small letters turn about axes that turn along, capitals about fixed ones.
        rotation = letter.isLowercase ? rotation * turn : turn * rotation
      }
      return rotation
    }
    if let q = try numbers("quat", 4) {
      let length = (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]).squareRoot()
      guard length > 1e-9 else { throw element.error("\(owner): quat", "is zero; write \"1 0 0 0\" for no rotation") }
      return Rotation(w: q[0] / length, x: q[1] / length, y: q[2] / length, z: q[3] / length)
    }
    return .identity
  }
}

extension Rotation {
  /// Of a unit quaternion.
  init(w: Double, x: Double, y: Double, z: Double) {
    self.init(
      rows: (
        Vector3(w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)),
        Vector3(2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)),
        Vector3(2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z)
      ))
  }

  /// The smallest turn that takes the z axis to a direction; half a turn about x for the opposite one.
  init(turningZTo direction: Vector3) {
    let axis = Vector3(0, 0, 1).cross(direction)
    let sine = axis.length
    self.init(
      axis: sine > 1e-12 ? axis / sine : Vector3(1, 0, 0), angle: sine > 1e-12 ? atan2(sine, direction.z) : direction.z > 0 ? 0 : .pi)
  }
}
