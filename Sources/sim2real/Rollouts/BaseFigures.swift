import Foundation
import Mathematics

/// Where a free robot's root, or an object, is; its keys are those of the JSON.
struct BaseFigures: Encodable {
  /// In the world.
  let xM, yM, zM: Double
  /// Of its own vertical from the world's.
  let tiltRad: Double
  /// Of its x axis about the vertical, from the world's.
  let headingRad: Double

  init(_ pose: Pose) {
    (xM, yM, zM) = (pose.position.x, pose.position.y, pose.position.z)
    let (a, b, c) = pose.rotation.rows
    tiltRad = acos(max(-1, min(1, c.z)))
    headingRad = atan2(b.x, a.x)
  }

  var text: String {
    String(format: "at %.3f, %.3f, %.3f m, tilted by %.3f rad, heading %.3f rad", xM, yM, zM, tiltRad, headingRad)
  }
}
