public import Control
public import Foundation

extension CommandScript {
  /// Reads a table of commands, CSV with a head:
  ///
  ///     time_s,slider.effort_N
  ///     0,5
  ///     0.5,-5
  ///     1,0
  ///
  /// A servo's column is its target, such as `elbow.position_rad`. An actuator without a column rests. What follows a `#` is a comment.
  /// - Throws: ``InputError`` for the first thing that cannot be.
  public init(contentsOf url: URL, for interface: ControlInterface) throws(InputError) {
    try self.init(csv: InputFile.text(of: url), file: InputFile.name(of: url), for: interface)
  }

  package init(csv text: String, file: String, for interface: ControlInterface) throws(InputError) {
    let known = interface.actuators.indices.map { "\(interface.actuatorName($0))_\(interface.keyUnit(ofActuator: $0))" }
    var columns: [Int]?  // of the actuators, behind the time
    var (times, values): ([Double], [[Double]]) = ([], [])
    for (index, content) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = content.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      if line.isEmpty { continue }
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      func fault(_ key: String?, _ problem: String) -> InputError {
        InputError(file: file, line: index + 1, key: key, problem: problem)
      }
      guard let actuators = columns else {
        guard cells[0] == "time_s" else {
          throw fault(cells[0], "the first column is the time; begin the head with time_s,\(known.joined(separator: ","))")
        }
        var found: [Int] = []
        for cell in cells.dropFirst() {
          guard let actuator = known.firstIndex(of: cell) else {
            throw fault(cell, "the robot has no such actuator; \(NearestName.mend(cell, in: known))")
          }
          guard !found.contains(actuator) else { throw fault(cell, "this column stands twice; remove one") }
          found.append(actuator)
        }
        columns = found
        continue
      }
      guard cells.count == actuators.count + 1 else {
        throw fault(nil, "has \(cells.count) values and the head \(actuators.count + 1) columns; make the two agree")
      }
      var numbers: [Double] = []
      for (column, cell) in cells.enumerated() {
        guard let number = Double(cell), number.isFinite else {
          throw fault(column == 0 ? "time_s" : known[actuators[column - 1]], "\"\(cell)\" is not a finite number; write one")
        }
        numbers.append(number)
      }
      guard numbers[0] > times.last ?? -1 && numbers[0] >= 0 else {
        throw fault("time_s", "\(cells[0]) is negative or not after the row before; sort the rows by time")
      }
      var row = interface.actuators.map(\.restCommand)
      for (column, actuator) in actuators.enumerated() { row[actuator] = numbers[column + 1] }
      times.append(numbers[0])
      values.append(row)
    }
    guard !times.isEmpty else {
      throw InputError(file: file, problem: "holds no row of commands; write time_s,\(known.joined(separator: ",")) and rows below it")
    }
    self.init(times: times, values: values)
  }
}
