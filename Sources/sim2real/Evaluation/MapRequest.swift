import ArgumentParser
import Control
import Evaluation
import Mathematics
import Policies
import Robots
import Scenarios
import Simulation

/// `--map A,B`: the two parameters of a map of success, by name or a part of it, each with `=LOW:HIGH` if wanted.
struct MapRequest {
  struct Axis {
    let name: String
    let range: ClosedRange<Double>?
  }

  let across: Axis
  let up: Axis

  /// - Throws: what a text of another form is refused with.
  init(parsing text: String) throws {
    let axes = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init).map(Self.axis)
    guard axes.count == 2, let across = axes[0], let up = axes[1] else {
      throw ValidationError("write A,B or A=LOW:HIGH,B=LOW:HIGH, such as cart.mass_kg,slider.strength=0.5:1.5.")
    }
    (self.across, self.up) = (across, up)
  }

  private static func axis(_ text: String) -> Axis? {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return Axis(name: String(name), range: nil) }
    let ends = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite, low < high else { return nil }
    return Axis(name: String(name), range: low...high)
  }

  /// - Parameter cells: along each axis.
  func grid(in judge: PolicyJudge, cells: Int) throws -> Grid {
    let (x, y) = (try axis(across, judge, cells), try axis(up, judge, cells))
    guard x.parameter != y.parameter else {
      throw ValidationError("--map: both axes are \(x.parameter): name two parameters.")
    }
    return Grid(across: x, up: y)
  }

  /// Two axes that the scenario has.
  struct Grid {
    let across: SuccessMap.Axis
    let up: SuccessMap.Axis

    /// - Parameter episodes: of each cell and policy.
    func map(of files: [PolicyFile], by judge: PolicyJudge, episodes: Int) throws -> SuccessMap {
      let variants = SuccessMap.variants(
        across: across, up: up, others: judge.variants(episodes, of: judge.scenario.training))
      return SuccessMap(across: across, up: up, outcomes: try judge.run(files, on: variants, showing: "map").outcomes)
    }
  }

  private func axis(_ wanted: Axis, _ judge: PolicyJudge, _ cells: Int) throws -> SuccessMap.Axis {
    let scenario = judge.scenario
    let known = Parameter.all(of: scenario.robot, model: judge.model.model, goals: scenario.goals)
    let names = known.map { $0.name(for: scenario.robot) }
    let name = try name(of: wanted.name, among: names, in: scenario)
    let nominal = judge.model.nominal.parameters[name] ?? 0
    func support(_ set: RandomizationSet) -> ClosedRange<Double>? {
      set.randomizations.first { $0.field == name }.flatMap { $0.values(around: nominal) }
    }
    let training = support(scenario.training)
    // As far as any set goes, so that the map shows where the policy ends.
    let supports = ([training] + scenario.heldOut.map(support)).compactMap { $0 }
    let all = supports.dropFirst().reduce(supports.first) { $0?.union($1) }
    guard let range = wanted.range ?? all else {
      throw ValidationError(
        "--map \(wanted.name): \(scenario.file) gives \(name) no finite range: write \(name)=LOW:HIGH.")
    }
    guard range.lowerBound < range.upperBound else {
      throw ValidationError("--map \(wanted.name): \(name) is always \(range.lowerBound): write \(name)=LOW:HIGH.")
    }
    for end in [range.lowerBound, range.upperBound] {
      let text = ["\(name)=\(end)"]
      _ = try Variant.parse(
        text, nominal: judge.model.nominal, parameters: known, robot: scenario.robot, flag: "--map")
    }
    return SuccessMap.Axis(parameter: name, range: range, cells: cells, training: training)
  }

  /// A whole name, or a part that only one of the randomized parameters has.
  private func name(of text: String, among names: [String], in scenario: Scenario) throws -> String {
    if names.contains(text) { return text }
    var varied: [String] = []
    for field in ([scenario.training] + scenario.heldOut).flatMap({ $0.randomizations.map(\.field) })
    where !varied.contains(field) {
      varied.append(field)
    }
    let found = varied.filter { $0.contains(text) }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      throw ValidationError("--map \(text): \(found.joined(separator: ", ")) are meant by it: write one of them.")
    }
    throw ValidationError("--map \(text): the robot has no such parameter: \(NearestName.mend(text, in: names)).")
  }
}

extension ClosedRange<Double> {
  fileprivate func union(_ other: ClosedRange<Double>) -> ClosedRange<Double> {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}

extension Randomization {
  /// The smallest interval that holds every result, of a normal distribution 95 % of them; nil where there is no end.
  fileprivate func values(around nominal: Double) -> ClosedRange<Double>? {
    var draws = distribution.support
    if case .normal(let mean, let deviation) = distribution { draws = mean - 2 * deviation...mean + 2 * deviation }
    guard draws.lowerBound.isFinite, draws.upperBound.isFinite else { return nil }
    let ends = [draws.lowerBound, draws.upperBound].map { draw in
      switch operation {
      case .set: draw
      case .scale: nominal * draw
      case .add: nominal + draw
      }
    }
    return Swift.min(ends[0], ends[1])...Swift.max(ends[0], ends[1])
  }
}
