import ArgumentParser
import Robots
import Scenarios

extension RandomizationSet {
  /// The fields that `KEY,KEY` names, `*` standing for any letters, in the set's order; a group's are taken together.
  ///
  /// - Parameter flag: what sentences name as the place.
  func fields(matching list: String, in scenario: Scenario, flag: String) throws -> [String] {
    var chosen: Set<String> = []
    for pattern in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let found = randomizations.filter { Self.matches($0.field[...], pattern[...]) }
      guard !found.isEmpty else {
        throw ValidationError(
          "\(flag) \(pattern): \(scenario.file) randomizes no such parameter in \(name): \(NearestName.mend(pattern, in: randomizations.map(\.field))).")
      }
      let groups = Set(found.compactMap(\.group))
      chosen.formUnion(found.map(\.field))
      chosen.formUnion(randomizations.filter { $0.group.map(groups.contains) ?? false }.map(\.field))
    }
    return randomizations.map(\.field).filter(chosen.contains)
  }

  /// This set less these fields, which keep their nominal values; its name says so.
  func without(_ list: String, in scenario: Scenario) throws -> RandomizationSet {
    let fields = try fields(matching: list, in: scenario, flag: "--without")
    return RandomizationSet(
      name: "\(name) without \(fields.joined(separator: ", "))",
      randomizations: randomizations.filter { !fields.contains($0.field) })
  }

  private static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      return matches(text, pattern.dropFirst()) || !text.isEmpty && matches(text.dropFirst(), pattern)
    }
    return text.first == first && matches(text.dropFirst(), pattern.dropFirst())
  }
}
