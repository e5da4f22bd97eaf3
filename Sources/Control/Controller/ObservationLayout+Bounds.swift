extension ObservationLayout {
  /// The range that each value of an observation never leaves; nil where nothing bounds it.
  ///
  /// Sensors have none: a reading may show what lies beyond a joint's limits, which is how the supervisor learns of it.
  public func bounds(for interface: ControlInterface) -> [ClosedRange<Float>?] {
    let frame: [ClosedRange<Float>?] = terms.map { term in
      switch term {
      case .sine, .cosine: -1...1
      default: nil
      }
    }
    let command = interface.actuators.map { -Float($0.effortLimit)...Float($0.effortLimit) }
    return Array(repeatElement(frame, count: frames).joined()) + Array(repeatElement(command, count: commands).joined())
  }
}
