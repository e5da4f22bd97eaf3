public import Control
public import Robots

extension Variant {
  /// Reads a command line's `cart.mass_kg=1.6` (absolute) and `cart.mass_kg=x1.6` (times nominal).
  ///
  /// - Parameters:
  ///   - nominal: every parameter with its value; see ``nominal(of:model:objects:goals:)``.
  ///   - parameters: the same ones; see ``Parameter/all(of:model:objects:goals:)``.
  ///   - flag: what sentences name as the place.
  /// - Returns: `nominal` with these changes.
  /// - Throws: ``InputError`` for an unknown parameter and an impossible value.
  public static func parse(
    _ assignments: [String], nominal: Variant, parameters: [Parameter], robot: RobotDescription,
    flag: String = "--variant"
  ) throws(InputError) -> Variant {
    var variant = nominal
    var seen: Set<String> = []
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      func fault(_ problem: String) -> InputError { InputError(file: flag, key: parts[0], problem: problem) }
      guard parts.count == 2 else { throw fault("has no value; write NAME=NUMBER or NAME=xFACTOR") }
      guard let parameter = parameters.first(where: { $0.name(for: robot) == parts[0] }),
        let reference = nominal.parameters[parts[0]]
      else {
        let names = parameters.map { $0.name(for: robot) }
        throw fault("the robot has no such parameter; \(NearestName.mend(parts[0], in: names))")
      }
      guard seen.insert(parts[0]).inserted else { throw fault("is given twice; remove one") }
      let isFactor = parts[1].hasPrefix("x")
      guard let number = Double(isFactor ? String(parts[1].dropFirst()) : parts[1]), number.isFinite else {
        throw fault("\"\(parts[1])\" is not a finite number; write NAME=NUMBER or NAME=xFACTOR")
      }
      let value = isFactor ? reference * number : number
      if let problem = parameter.problem(with: value) { throw fault("\(problem); give another value") }
      variant.parameters[parts[0]] = value
    }
    return variant
  }
}
