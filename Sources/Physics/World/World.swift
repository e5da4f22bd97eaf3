internal import COde
import Mathematics

/// One mechanism in a world of Open Dynamics Engine, which can be re-parameterised without being rebuilt.
///
/// Steps with `dWorldStep`, which draws no random numbers and repeats bit for bit. Each world has its own
/// single-threaded implementation, so that worlds may be stepped from any thread, one thread at a time.
/// Nothing here allocates after `init`, but for the engine's working memory when a step first needs more of it.
public struct World: ~Copyable {
  public internal(set) var mechanism: Mechanism
  /// What the joints' motors are asked for in the next steps.                                        (joints)
  public var drives: [Drive]

  let id: dWorldID
  private let threading: dThreadingImplementationID
  private let memory: WorkingMemory?
  /// What holds the bodies: fixed when the world is made.
  let structure: Mechanism.Structure
  /// Bodies of the engine, and for each of the mechanism's bodies which one it is (−1 for a frame).
  let bodies: [BodyState]
  let solids: [Int]
  /// Joints of the engine, by the joint of the mechanism that ends the connection.
  let joints: [dJointID?]
  /// By joint.
  var rows: [MotorRow]
  var rails: [Rail]
  var gyroscopes: [GyroscopicTorque] = []

  // By joint.
  var measures: [JointMeasure]
  var laws: [JointLaw]
  /// Whether the law may need a row or more than one try.
  var isLawful: [Bool]
  // Of the present state, which is where the next step begins.
  var positions: [Double]  // full turns included
  var rates: [Double]
  var axes: [Vector3]      // in the world's frame

  // By body.
  var centres: [Vector3]   // of mass, from the link's frame; in the plane where there is one
  var zeroTurns: [SIMD4<Double>]
  var velocitiesBefore: [Vector3]
  var spinsBefore: [Vector3]
  var forces: [Vector3]    // pushes in the next step
  var torques: [Vector3]
  var isPushed = false
  var frames: [Motion]     // links, scratch of ``set(positions:velocities:floating:)``
  var saved: UnsafeMutablePointer<Double>
  var lastStep = 0.0

  var contacts: ContactSolver

  /// - Parameter memory: shared with worlds that are never stepped at the same time as this one.
  /// - Precondition: the mechanism has no ``Mechanism/fault``.
  public init(_ mechanism: Mechanism, memory: WorkingMemory? = nil) {
    Library.initialize
    if let fault = mechanism.fault { preconditionFailure(fault) }
    guard case .success(let structure) = mechanism.structure() else { preconditionFailure("a fault names this") }
    self.mechanism = mechanism
    self.structure = structure
    self.memory = memory
    id = dWorldCreate()
    threading = dThreadingAllocateSelfThreadedImplementation()
    dWorldSetStepThreadingImplementation(id, dThreadingImplementationGetFunctions(threading), threading)
    if let memory { dWorldUseSharedWorkingMemory(id, memory.owner) }
    dWorldSetERP(id, ContactSolver.correction)
    dWorldSetCFM(id, 1e-9)
    dWorldSetAutoDisableFlag(id, 0)
    dWorldSetContactMaxCorrectingVel(id, ContactSolver.correctionSpeed)
    dWorldSetContactSurfaceLayer(id, ContactSolver.layer)
    (bodies, solids) = Self.makeBodies(of: mechanism, in: id)
    (joints, rows, rails) = Self.makeJoints(of: structure, in: id, bodies, solids)
    let count = mechanism.joints.count
    drives = [Drive](repeating: Drive(), count: count)
    measures = [JointMeasure](repeating: JointMeasure(), count: count)
    laws = [JointLaw](repeating: JointLaw(), count: count)
    isLawful = [Bool](repeating: false, count: count)
    positions = [Double](repeating: 0, count: count)
    rates = positions
    axes = [Vector3](repeating: .zero, count: count)
    centres = axes
    forces = axes
    torques = axes
    velocitiesBefore = [Vector3](repeating: .zero, count: bodies.count)
    spinsBefore = velocitiesBefore
    zeroTurns = [SIMD4<Double>](repeating: .zero, count: bodies.count)
    frames = [Motion](repeating: Motion(), count: count)
    saved = .allocate(capacity: bodies.count * BodyState.count)
    contacts = ContactSolver(mechanism, structure, world: id, bodies: bodies, solids: solids)
    configure(mechanism)
  }

  deinit {
    saved.deallocate()
    contacts.destroy()
    dWorldDestroy(id)
    dThreadingFreeImplementation(threading)
  }

  private static func makeBodies(of mechanism: Mechanism, in world: dWorldID) -> ([BodyState], [Int]) {
    var bodies: [BodyState] = []
    let solids = mechanism.bodies.map { body in
      guard !body.isFrame else { return -1 }
      bodies.append(BodyState(in: world))
      return bodies.count - 1
    }
    return (bodies, solids)
  }

  /// In a plane a hinge is a ball: nothing can turn it out of the plane, and it takes three rows instead of five.
  private static func makeJoints(
    of structure: Mechanism.Structure, in world: dWorldID, _ bodies: [BodyState], _ solids: [Int]
  ) -> ([dJointID?], [MotorRow], [Rail]) {
    var joints: [dJointID?] = []
    var rows = structure.connections.map { _ in MotorRow() }
    var rails: [Rail] = []
    for (i, connection) in structure.connections.enumerated() {
      var joint: dJointID?
      switch connection {
      case nil, .free, .plane: break
      case .gantry(let slides):
        let rail = Rail(in: world, on: bodies[solids[i]], joints: slides)
        rails.append(rail)
        for (k, slide) in slides.enumerated() { rows[slide] = rail.row(k) }
      case .slider:
        joint = dJointCreateSlider(world, nil)
        rows[i] = MotorRow(.slider, joint)
      case .hinge where structure.plane != nil:
        joint = dJointCreateBall(world, nil)
        rows[i] = MotorRow(.angular, dJointCreateAMotor(world, nil))
      case .hinge:
        joint = dJointCreateHinge(world, nil)
        rows[i] = MotorRow(.hinge, joint)
      case .universal(let first, let second):
        joint = dJointCreateUniversal(world, nil)
        // The engine's first axis belongs to its first body, our child.
        rows[first] = MotorRow(.universal, joint, group: Int32(dParamGroup))
        rows[second] = MotorRow(.universal, joint)
      }
      // The child first: so rates and efforts count the child against the parent.
      let parent = structure.parents[i].map { bodies[solids[$0]].id }
      if let joint { dJointAttach(joint, bodies[solids[i]].id, parent) }
      if rows[i].kind == .angular { dJointAttach(rows[i].id, bodies[solids[i]].id, parent) }
      joints.append(joint)
    }
    return (joints, rows, rails)
  }
}
