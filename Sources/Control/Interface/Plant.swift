public import Mathematics

/// The robot: the one seam of the project.
///
/// A plant holds a command for one control period and gives the next reading. A simulator, a learned model, hardware
/// behind a link and a log conform; nothing above this protocol knows which it is.
public protocol Plant: ~Copyable {
  /// What can go wrong with this kind of plant: a divergence, a lost link, the end of a log.
  associatedtype Failure: Error

  var interface: ControlInterface { get }

  /// Makes the plant ready and gives its first reading.
  mutating func start(into reading: inout Reading) throws(Failure)

  /// Applies the command for one control period and gives the reading at its end.
  mutating func advance(applying command: Command, into reading: inout Reading) throws(Failure)

  /// Leaves the plant in its safe state. Called on every way out of the control loop.
  mutating func stop()
}

/// A plant whose whole state can be saved and restored to the same bits, random streams and delays included.
public protocol RestorablePlant: Plant, ~Copyable {
  func save(into state: inout SavedState)
  mutating func restore(_ state: inout SavedState)
}
