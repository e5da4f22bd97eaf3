internal import COde
import Mathematics
import Synchronization

/// A shape as Open Dynamics Engine collides it with other shapes. The ground needs none: see ``TouchPoints``.
struct CollisionGeometry {
  let id: dGeomID
  private var mesh: MeshData?

  /// The engine's triangle meshes share scratch memory between threads.
  private static let meshLock = Mutex<Void>(())

  /// - Parameter body: nil for an obstacle.
  init(_ geometry: Mechanism.Shape.Geometry, on body: dBodyID?) {
    switch geometry {
    case .sphere(let radius): id = dCreateSphere(nil, radius)
    case .capsule(let radius, let length): id = dCreateCapsule(nil, radius, length)
    case .box(let size): id = dCreateBox(nil, size.x, size.y, size.z)
    case .cylinder(let radius, let length): id = dCreateCylinder(nil, radius, length)
    case .hull(let points):
      let mesh = MeshData(hull: ConvexHull(points))
      self.mesh = mesh
      id = dCreateConvex(
        nil, mesh.planes.baseAddress, UInt32(mesh.planes.count / 4), mesh.points.baseAddress,
        UInt32(mesh.points.count / 3), mesh.polygons.baseAddress)
    case .mesh(let points, let triangles):
      let mesh = MeshData(points: points, triangles: triangles)
      self.mesh = mesh
      id = dCreateTriMesh(nil, mesh.engine, nil, nil, nil)
    }
    if let body { dGeomSetBody(id, body) }
  }

  /// Takes other sizes of the same kind.
  mutating func resize(_ geometry: Mechanism.Shape.Geometry) {
    switch geometry {
    case .sphere(let radius): dGeomSphereSetRadius(id, radius)
    case .capsule(let radius, let length): dGeomCapsuleSetParams(id, radius, length)
    case .box(let size): dGeomBoxSetLengths(id, size.x, size.y, size.z)
    case .cylinder(let radius, let length): dGeomCylinderSetParams(id, radius, length)
    case .hull(let points):
      let mesh = MeshData(hull: ConvexHull(points))
      dGeomSetConvex(
        id, mesh.planes.baseAddress, UInt32(mesh.planes.count / 4), mesh.points.baseAddress,
        UInt32(mesh.points.count / 3), mesh.polygons.baseAddress)
      self.mesh = mesh
    case .mesh(let points, let triangles):
      let mesh = MeshData(points: points, triangles: triangles)
      dGeomTriMeshSetData(id, mesh.engine)
      self.mesh = mesh
    }
  }

  /// - Parameter pose: in the body's frame (at its centre of mass), or an obstacle's in the world's.
  func place(_ pose: Pose, onBody: Bool) {
    let (a, b, c) = pose.rotation.rows
    let p = pose.position
    let matrix = (SIMD4(a.x, a.y, a.z, 0), SIMD4(b.x, b.y, b.z, 0), SIMD4(c.x, c.y, c.z, 0))
    withUnsafeBytes(of: matrix) { bytes in
      let rotation = bytes.assumingMemoryBound(to: Double.self).baseAddress!
      if onBody {
        dGeomSetOffsetPosition(id, p.x, p.y, p.z)
        dGeomSetOffsetRotation(id, rotation)
      } else {
        dGeomSetPosition(id, p.x, p.y, p.z)
        dGeomSetRotation(id, rotation)
      }
    }
  }

  /// Contacts with another shape; their normals point out of the other.
  func collide(with other: CollisionGeometry, into buffer: UnsafeMutablePointer<dContactGeom>, limit: Int) -> Int {
    let stride = Int32(MemoryLayout<dContactGeom>.stride)
    let flags = Int32(limit)
    if dGeomGetClass(id) == Int32(dTriMeshClass) || dGeomGetClass(other.id) == Int32(dTriMeshClass) {
      return Self.meshLock.withLock { _ in Int(dCollide(id, other.id, flags, buffer, stride)) }
    }
    return Int(dCollide(id, other.id, flags, buffer, stride))
  }

  func destroy() { dGeomDestroy(id) }
}

/// Points and faces where the engine reads them, for as long as a geometry uses them.
private final class MeshData {
  let points: UnsafeMutableBufferPointer<Double>
  let planes: UnsafeMutableBufferPointer<Double>
  let polygons: UnsafeMutableBufferPointer<UInt32>
  let engine: dTriMeshDataID?

  init(points: [Vector3], triangles: [Int]) {
    self.points = Self.copy(points.flatMap { [$0.x, $0.y, $0.z] })
    planes = Self.copy([])
    polygons = Self.copy(triangles.map(UInt32.init))
    engine = dGeomTriMeshDataCreate()
    dGeomTriMeshDataBuildDouble(
      engine, self.points.baseAddress, 24, Int32(points.count), polygons.baseAddress, Int32(triangles.count), 12)
  }

  init(hull: ConvexHull) {
    points = Self.copy(hull.points.flatMap { [$0.x, $0.y, $0.z] })
    planes = Self.copy(hull.planes.flatMap { [$0.normal.x, $0.normal.y, $0.normal.z, $0.distance] })
    polygons = Self.copy(hull.triangles.flatMap { [3, UInt32($0.0), UInt32($0.1), UInt32($0.2)] })
    engine = nil
  }

  deinit {
    if let engine { dGeomTriMeshDataDestroy(engine) }
    points.deallocate()
    planes.deallocate()
    polygons.deallocate()
  }

  private static func copy<T>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
    let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, values.count))
    _ = buffer.initialize(from: values)
    return UnsafeMutableBufferPointer(rebasing: buffer[0..<values.count])
  }
}
