import Policies

extension EvaluationReport {
  /// The report as aligned tables for a terminal.
  public func text() -> String {
    var rows = [["set", "arm", "success", "return (IQM)", "worst 10 %", "return", "steps"]]
    for set in sets {
      let arms = [("policy", set.policy), ("control", set.control), ("reference", set.reference)]
      for case (let arm, let figures?) in arms {
        rows.append([
          arm == "policy" ? set.name : "", arm, TextTable.percent(figures.success),
          TextTable.number(figures.normalisedReturn), TextTable.percent(figures.worstDecile.success),
          TextTable.fixed(figures.worstDecile.normalisedReturn, 3), TextTable.fixed(figures.meanSteps, 0),
        ])
      }
      if let gain = set.successGain {
        let better = set.probabilityOfImprovement.map { "P " + TextTable.number($0) } ?? ""
        rows.append(["", "gain", TextTable.points(gain), better, "", "", ""])
      }
    }
    let blocks = [
      [header], TextTable.aligned(rows, words: 2) + [""], seedLines, boxLines, sets.flatMap(\.aimLines), sets.flatMap(\.worstLines),
      sets.compactMap(\.divergedLine),
      (maps ?? []).flatMap { [""] + $0.lines },
    ]
    return blocks.joined().joined(separator: "\n") + "\n"
  }

  private var header: String {
    let counts = sets.map { "\($0.name) \($0.variants) × \($0.episodes)" }.joined(separator: ", ")
    let subject = seeds.map { "\($0.count) policies" } ?? "Policy \(policySha256.prefix(12))"
    let improves = sets.contains { $0.probabilityOfImprovement != nil }
    return """
      \(subject) in \(scenario), variants × episodes: \(counts); 95 % intervals\(seeds == nil ? "" : " over seeds and variants").
      A return of 1 is every rewarding term in full in each step; the gain is that over the control arm\
      \(improves ? ", P the chance to earn more than it on the same variant" : "").

      """
  }

  private var seedLines: [String] {
    guard let seeds else { return [] }
    let rows = [["seed", "policy"] + sets.map(\.name)]
      + seeds.map { ["\($0.seed)", String($0.policySha256.prefix(12))] + $0.success.map(TextTable.percent) }
    return TextTable.aligned(rows, words: 2) + [""]
  }

  private var boxLines: [String] {
    guard let boxes else { return [] }
    return [
      "Boxes (Packer et al. 2018), trained on and tested on: D the nominal robot, R the interpolation set, E the extrapolation set.",
      "DR \(TextTable.percent(boxes.dr))  DE \(TextTable.percent(boxes.de))  RR \(TextTable.percent(boxes.rr))  "
        + "RE \(TextTable.percent(boxes.re))",
      "Interpolation (RR) \(TextTable.percent(boxes.interpolation)), extrapolation (geometric mean of DR, DE, RE) "
        + "\(TextTable.percent(boxes.extrapolation)).",
      "",
    ]
  }
}

extension SetReport {
  /// How many episodes last and how far they are from their aims.
  fileprivate var aimLines: [String] {
    guard let lasted = policy.lasted, let deviations = policy.deviations, !deviations.isEmpty else { return [] }
    let words = deviations.map {
      let unit = $0.unit.isEmpty ? "" : " " + $0.unit
      return "\($0.quantity) \(TextTable.significant($0.mean))\(unit) (9 of 10 below \(TextTable.significant($0.ninetieth)))"
    }
    return [
      "\(name): no failure in \(TextTable.percent(lasted)) of the episodes; mean distance from the target over whole episodes: "
        + words.joined(separator: ", ") + "."
    ]
  }

  /// Nil where the simulation stayed physics.
  fileprivate var divergedLine: String? {
    guard let share = policy.diverged, share > 0 else { return nil }
    return "In \(TextTable.fixed(100 * share, 1)) % of \(name)'s episodes the simulation diverged, which counts as no success."
  }

  /// The worst variant in words, by those parameters that differ among the worst, and what the worst tenth has in common.
  fileprivate var worstLines: [String] {
    let variants = policy.worstDecile.variants
    let varied = variants[0].parameters.keys.sorted().filter { key in
      variants.contains { $0.parameters[key] != variants[0].parameters[key] }
    }
    let values = varied.map { "\($0) \(TextTable.significant(variants[0].parameters[$0] ?? 0))" }.joined(separator: ", ")
    let worst = "Worst of \(name): variant \(variants[0].variant), return \(TextTable.fixed(variants[0].normalisedReturn, 3))"
      + ", success \(TextTable.fixed(100 * variants[0].success, 0)) %" + (values.isEmpty ? "." : ": \(values).")
    return [worst] + (policy.worstDecile.causesText.map { ["  " + $0] } ?? [])
  }
}

extension ArmFigures.WorstDecile {
  /// What separates the worst tenth from the others, in a sentence; nil where no parameter varies.
  public var causesText: String? {
    guard let causes, let strongest = causes.first, let chanceDelta else { return nil }
    func words(_ cause: Certificate.Cause) -> String {
      "\(cause.side.rawValue) \(cause.parameter) (δ \(TextTable.fixed(cause.delta, 2)))"
    }
    let limit = TextTable.fixed(chanceDelta, 2)
    guard !significantCauses.isEmpty else {
      return "No parameter separates the worst tenth: the largest effect, \(words(strongest)), is within the \(limit) "
        + "that chance reaches."
    }
    return "The worst tenth has " + significantCauses.map(words).joined(separator: ", ")
      + "; chance reaches a δ of \(limit)."
  }
}

extension SuccessMap {
  /// The map as a table of percentages, the upper end above.
  public var lines: [String] {
    func box(_ axis: Axis) -> String {
      guard let low = axis.trainingLower, let high = axis.trainingUpper else { return "fixed" }
      return "\(TextTable.significant(low)) to \(TextTable.significant(high))"
    }
    let labels = up.values.map { TextTable.significant($0) }
    let heads = across.values.map { TextTable.significant($0) }
    let (margin, width) = (labels.map(\.count).max() ?? 0, max(4, heads.map(\.count).max() ?? 0))
    let rows = up.values.indices.reversed().map { row in
      TextTable.padded(labels[row], to: margin) + " │ "
        + success[row].map { TextTable.padded(TextTable.fixed(100 * $0, 0), to: width) }.joined(separator: " ")
    }
    return [
      "Success, %, over \(across.parameter) (across) and \(up.parameter) (up), \(episodes) episodes a cell, "
        + "±\(TextTable.fixed(100 * resolution, 0)) points at most;",
      "the training draws \(box(across)) across and \(box(up)) up.",
    ] + rows + [
      String(repeating: " ", count: margin) + " └─" + String(repeating: "─", count: (width + 1) * heads.count),
      String(repeating: " ", count: margin + 3) + heads.map { TextTable.padded($0, to: width) }.joined(separator: " "),
    ]
  }
}
