/// What a policy sees of a learned model's states, row by row: ``ObservationEncoder`` without a memory of its own.
extension ObservationLayout {
  /// The whole state as it is: what a planner sees.
  public init(_ state: StateLayout) {
    self.init(terms: (0..<state.sensors).map { .sensor($0) }, frames: state.frames, commands: state.commands)
  }

  /// - Parameters:
  ///   - states: (rows × state.count)
  ///   - observations: written.                          (rows × observation)
  /// - Precondition: the state covers this layout.
  public func encode(
    rows: Int, states: UnsafePointer<Float>, of state: StateLayout, into observations: UnsafeMutablePointer<Float>
  ) {
    precondition(state.covers(self), "the state is too short for the observation")
    var place = 0
    for row in 0..<rows {
      let start = row * state.count
      for frame in 0..<frames {
        for term in terms {
          observations[place] = term.value(Double(states[start + frame * state.sensors + term.sensor]))
          place += 1
        }
      }
      for i in 0..<commands * state.actuators {
        observations[place] = states[start + state.command(0) + i]
        place += 1
      }
    }
  }
}
