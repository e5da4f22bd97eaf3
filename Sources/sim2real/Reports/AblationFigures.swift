import ArgumentParser
import Evaluation
import Foundation
import Policies
import Reports

/// An ablation's folder as an entry of a report.
enum AblationFigures {
  static func entry(_ folder: RunFolder) throws -> ReportPage.Entry {
    let report: AblationReport
    do { report = try AblationReport(json: String(contentsOfFile: folder.ablation, encoding: .utf8)) } catch {
      throw ValidationError("\(folder.ablation): is no report of an ablation: run sim2real ablate again with --resume.")
    }
    var entry = ReportPage.Entry(name: folder.url.standardizedFileURL.lastPathComponent)
    entry.details.append(
      .facts(
        title: "Ablation",
        [
          ("Scenario", report.scenario), ("Seeds of each arm", report.seeds.map(String.init).joined(separator: ", ")),
          ("Evaluated", report.date), ("Version", report.version),
        ]))
    entry.details += report.sets.flatMap { [picture(of: $0, in: report), table(of: $0)] }
    return entry
  }

  private static func picture(of set: AblationReport.AblationSet, in report: AblationReport) -> ReportPage.Detail {
    let rows = set.arms.map {
      IntervalPicture.Row(
        name: $0.name, value: $0.loss.value, interval: $0.loss.range,
        text: EvaluationFigures.points($0.loss) + ($0.isClear ? " *" : ""), series: $0.isClear ? 1 : 0)
    }
    let ends: [Double] = [0] + set.arms.flatMap { [$0.loss.lower, $0.loss.upper] }
    let axis = PictureAxis.round((ends.min() ?? 0)...(ends.max() ?? 0), unit: 0.01, label: "success lost without it, points")
    return .picture(
      title: "Which randomization mattered, \(set.name)",
      svg: IntervalPicture(groups: [.init(name: "", rows: rows)], axis: axis, mark: 0)
        .svg("Success lost without each randomization on \(set.name)"),
      caption: "Success with everything randomized, \(EvaluationFigures.percent(set.success)), less that of policies trained without it, "
        + "paired on the same \(set.variants) variants; 95 % intervals "
        + (report.seeds.count > 1 ? "over seeds and variants." : "of these very policies: one seed does not tell a randomization from luck.")
        + " Right of 0: it was worth randomizing. * also when it is counted that \(set.arms.count) were tried.")
  }

  private static func table(of set: AblationReport.AblationSet) -> ReportPage.Detail {
    .table(
      title: "The same as a table, \(set.name)", head: ["Without", "Success", "Lost", "Parameters"],
      rows: [["nothing", EvaluationFigures.percent(set.success), "", ""]]
        + set.arms.map {
          [$0.name, EvaluationFigures.percent($0.success), EvaluationFigures.points($0.loss), $0.parameters.joined(separator: ", ")]
        })
  }
}
