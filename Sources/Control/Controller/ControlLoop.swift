/// What an observer of the loop decides after each tick.
public enum LoopDecision: Sendable { case proceed, finish }

/// The only control loop: read, decide, act.
///
/// - Parameter observe: sees each tick's reading and command and may use the controller, to log what it saw or to
///   latch a stop; a stop latched there takes effect in the next tick.
/// - Throws: what the plant throws. The plant is stopped on every way out.
public func run<P: Plant & ~Copyable, C: Controller & ~Copyable>(
  _ controller: inout C, on plant: inout P, steps: Int,
  observe: (Reading, Command, inout C) -> LoopDecision = { _, _, _ in .proceed }
) throws(P.Failure) {
  var reading = Reading(for: plant.interface)
  var command = Command(for: plant.interface)
  defer { plant.stop() }

  controller.reset()
  try plant.start(into: &reading)
  for _ in 0..<steps {
    controller.control(reading, into: &command)
    if observe(reading, command, &controller) == .finish { return }
    try plant.advance(applying: command, into: &reading)
  }
}
