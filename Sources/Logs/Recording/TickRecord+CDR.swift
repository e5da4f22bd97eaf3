internal import Control

/// `sim2real_msgs/msg/Tick`; the order is that of ``MessageDefinition/tick``.
extension TickRecord {
  func encode(into encoder: inout CDREncoder) {
    encoder.append(tick)
    encoder.append(time)
    encoder.append(reading.values)
    encoder.append(reading.time)
    encoder.append(reading.age)
    encoder.append(reading.echo)
    encoder.append(observation)
    encoder.append(action)
    encoder.append(requested.mode.rawValue)
    encoder.append(requested.values)
    encoder.append(applied.mode.rawValue)
    encoder.append(applied.values)
    encoder.append(events.rawValue)
    encoder.append(lateness)
    encoder.append(roundTrip)
    encoder.append(planIterations)
  }

  /// - Throws: ``LogError`` when the counts are not those that the header promises.
  init(_ decoder: inout CDRDecoder, header: LogHeader) throws(LogError) {
    self.init(interface: header.interface, observationCount: 0, actionCount: 0)
    tick = try decoder.take()
    time = try decoder.takeDouble()
    reading.values = try decoder.takeDoubles(count: header.interface.sensors.count)
    reading.time = try decoder.takeDouble()
    reading.age = try decoder.takeDouble()
    reading.echo = try decoder.take()
    observation = try decoder.takeFloats(count: header.observationNames.count)
    action = try decoder.takeFloats(count: header.actionCount)
    requested = try decoder.takeCommand(count: header.interface.actuators.count)
    applied = try decoder.takeCommand(count: header.interface.actuators.count)
    events = SafetyEvents(rawValue: try decoder.take())
    lateness = try decoder.takeDouble()
    roundTrip = try decoder.takeDouble()
    // Logs from before there were planners end here.
    planIterations = decoder.isAtEnd ? 0 : try decoder.take()
  }
}

extension CDRDecoder {
  fileprivate mutating func takeDoubles(count: Int) throws(LogError) -> [Double] {
    let values = try takeDoubles()
    try require(values.count, count)
    return values
  }

  fileprivate mutating func takeFloats(count: Int) throws(LogError) -> [Float] {
    let values = try takeFloats()
    try require(values.count, count)
    return values
  }

  fileprivate mutating func takeCommand(count: Int) throws(LogError) -> Command {
    let number = try take(UInt8.self)
    guard let mode = Command.Mode(rawValue: number) else { throw fault("the tick has the unknown mode \(number)") }
    return Command(mode: mode, values: try takeDoubles(count: count))
  }

  private func require(_ count: Int, _ promised: Int) throws(LogError) {
    guard count == promised else { throw fault("the tick has \(count) values where the header promises \(promised)") }
  }

  private func fault(_ problem: String) -> LogError {
    fault(.damaged, problem + "; record the log again")
  }
}
