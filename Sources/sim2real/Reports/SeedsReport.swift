import ArgumentParser
import Evaluation
import Foundation
import Policies
import Reports

/// The folder of a training over several seeds as entries of a report: what they came to together, then each run.
struct SeedsReport {
  let folder: SeedFolder
  let seed: UInt64
  let seconds: Double?

  func entries() throws -> [ReportPage.Entry] {
    let name = folder.folder.url.standardizedFileURL.lastPathComponent
    let runs = try folder.seeds.map { seed in
      var entry = try RunReport(folder.run(seed), seed: self.seed, seconds: seconds).entry()
      entry.name = "\(name), seed \(seed)"
      return entry
    }
    guard let report = try RunReport.evaluation(of: folder.folder) else { return runs }
    var whole = ReportPage.Entry(name: "\(name), \(runs.count) seeds")
    whole.recording = runs.first?.recording
    whole.details = EvaluationFigures(report: report).details
    if let seeds = report.seeds {
      whole.details.append(
        .table(
          title: "Seeds", head: ["Seed"] + report.sets.map { "Success, \($0.name)" } + ["Policy"],
          rows: seeds.map { seed in
            ["\(seed.seed)"] + seed.success.map { String(format: "%.1f %%", 100 * $0) } + [String(seed.policySha256.prefix(12))]
          }))
    }
    return [whole] + runs
  }
}
