extension ObservationLayout {
  /// The range that each value of an observation never leaves; nil where nothing bounds it.
  ///
  /// Sensors have none: a reading may show what lies beyond a joint's limits, which is how the supervisor learns of it;
  /// neither have a servo's targets.
  public func bounds(for interface: ControlInterface) -> [ClosedRange<Float>?] {
    let frame: [ClosedRange<Float>?] = terms.map { term in
      switch term {
      case .sine, .cosine: -1...1
      default: nil
      }
    }
    let command: [ClosedRange<Float>?] = interface.actuators.map { actuator in
      actuator.servo == nil ? -Float(actuator.effortLimit)...Float(actuator.effortLimit) : nil
    }
    return Array(repeatElement(frame, count: frames).joined()) + Array(repeatElement(command, count: commands).joined())
  }
}
