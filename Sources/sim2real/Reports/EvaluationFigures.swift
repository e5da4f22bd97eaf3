import Evaluation
import Foundation
import Policies
import Reports
import Statistics

/// An evaluation as the pictures of a report.
struct EvaluationFigures {
  let report: EvaluationReport

  var details: [ReportPage.Detail] {
    [success] + report.sets.compactMap(profile) + report.sets.compactMap(causes) + [boxes].compactMap { $0 }
      + (report.maps ?? []).map(map)
  }

  /// Each set's arms, in the order of their colours.
  private func arms(_ set: SetReport) -> [(name: String, figures: ArmFigures, series: Int)] {
    [("policy", set.policy, 0), ("control arm", set.control, 1), ("reference", set.reference, 2)]
      .compactMap { name, figures, series in figures.map { (name, $0, series) } }
  }

  private var success: ReportPage.Detail {
    let groups = report.sets.map { set in
      IntervalPicture.Group(
        name: "\(set.name), \(set.variants) variants",
        rows: arms(set).map { name, figures, series in
          .init(
            name: name, value: figures.success.value, interval: figures.success.range,
            text: Self.percent(figures.success), points: figures.seeds?.map(\.success) ?? [], series: series)
        })
    }
    var caption = "95 % intervals" + (report.seeds == nil ? " over variants." : " over seeds and variants; each ring is a seed.")
    for set in report.sets {
      guard let gain = set.successGain, let better = set.probabilityOfImprovement else { continue }
      caption += " On \(set.name) the policy gains \(Self.points(gain)) over the control arm"
        + String(format: ", and earns more on the same variant with P %.2f [%.2f, %.2f].", better.value, better.lower, better.upper)
    }
    return .picture(
      title: "Success", svg: IntervalPicture(groups: groups, axis: .percent("success, %")).svg("Success by set and arm"),
      caption: caption)
  }

  private func profile(_ set: SetReport) -> ReportPage.Detail? {
    let curves = arms(set).compactMap { name, figures, series in
      figures.profile.map {
        ProfilePicture.Curve(
          name: name, x: $0.thresholds, y: $0.fractions, lower: $0.lower, upper: $0.upper, series: series)
      }
    }
    guard let first = curves.first, let low = first.x.first, let high = first.x.last else { return nil }
    var across = PictureAxis.round(low...high, label: "normalised return τ")
    across.range = low...high
    across.ticks = across.ticks.filter { across.range.contains($0.value) }
    let picture = ProfilePicture(curves: curves, across: across, up: .percent("variants above τ, %"))
    return .picture(
      title: "Performance profile, \(set.name)", svg: picture.svg("Performance profile of \(set.name)"),
      caption: "The higher, the better at every level of return; bands are pointwise 95 % intervals. Interquartile mean of the policy "
        + String(
          format: "%.3f [%.3f, %.3f].", set.policy.normalisedReturn.value, set.policy.normalisedReturn.lower,
          set.policy.normalisedReturn.upper))
  }

  /// At most so many parameters are drawn.
  private static let mostCauses = 10

  private func causes(_ set: SetReport) -> ReportPage.Detail? {
    let worst = set.policy.worstDecile
    guard let causes = worst.causes, let chance = worst.chanceDelta, !causes.isEmpty, let text = worst.causesText else {
      return nil
    }
    let rows = causes.prefix(Self.mostCauses).map { cause in
      IntervalPicture.Row(
        name: "\(cause.parameter), \(cause.side.rawValue)", value: cause.delta, interval: nil,
        text: String(format: "δ %.2f, p %.3f", cause.delta, cause.chance), series: cause.chance <= 0.05 ? 1 : 2)
    }
    let left = causes.count - rows.count
    let picture = IntervalPicture(
      groups: [.init(name: "", rows: rows)],
      axis: PictureAxis(
        range: 0...1, ticks: [(0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1, "1")], label: "Cliff's δ, worst tenth against the others"),
      mark: chance)
    return .picture(
      title: String(
        format: "What the worst tenth of %@ has in common (success %.0f %%)", set.name, 100 * worst.success),
      svg: picture.svg("Effect sizes of the parameters"),
      caption: text + " Dashed: what chance reaches in any parameter once in 20 times; extreme: far from the median on either side."
        + (left > 0 ? " \(left) smaller effects are left out." : ""))
  }

  private var boxes: ReportPage.Detail? {
    guard let boxes = report.boxes else { return nil }
    func row(_ name: String, _ estimate: Estimate, _ series: Int) -> IntervalPicture.Row {
      .init(name: name, value: estimate.value, interval: estimate.range, text: Self.percent(estimate), series: series)
    }
    let picture = IntervalPicture(
      groups: [
        .init(
          name: "trained on → tested on",
          rows: [
            row("D → R", boxes.dr, 1), row("D → E", boxes.de, 1), row("R → R", boxes.rr, 0), row("R → E", boxes.re, 0),
          ]),
        .init(name: "in short", rows: [row("interpolation", boxes.interpolation, 2), row("extrapolation", boxes.extrapolation, 2)]),
      ], axis: .percent("success, %"))
    return .picture(
      title: "Boxes after Packer et al. 2018", svg: picture.svg("Success between the boxes D, R and E"),
      caption: "D: the nominal robot, on which the control arm was trained; R: the interpolation set; E: the extrapolation set. "
        + "Interpolation is R → R, extrapolation the geometric mean of D → R, D → E and R → E.")
  }

  private func map(_ map: SuccessMap) -> ReportPage.Detail {
    func axis(_ axis: SuccessMap.Axis) -> MapPicture.Axis {
      let training = axis.trainingLower.flatMap { low in axis.trainingUpper.map { low...$0 } }
      return MapPicture.Axis(
        label: axis.parameter, values: axis.values, texts: axis.values.map { String(format: "%.3g", $0) }, training: training)
    }
    return .picture(
      title: "Success over \(map.across.parameter) and \(map.up.parameter)",
      svg: MapPicture(across: axis(map.across), up: axis(map.up), fractions: map.success)
        .svg("Map of success over \(map.across.parameter) and \(map.up.parameter)"),
      caption: "Success in %, \(map.episodes) episodes run in each cell"
        + String(format: " (±%.0f points at most)", 100 * map.resolution)
        + ", everything else drawn from the training box; dashed: what the training draws.")
  }

  static func percent(_ e: Estimate) -> String {
    String(format: "%.1f %% [%.1f, %.1f]", 100 * e.value, 100 * e.lower, 100 * e.upper)
  }

  static func points(_ e: Estimate) -> String {
    String(format: "%+.1f points [%.1f, %.1f]", 100 * e.value, 100 * e.lower, 100 * e.upper)
  }
}

extension Estimate {
  var range: ClosedRange<Double> { min(lower, upper)...max(lower, upper) }
}
