import Foundation
import Logs
import Reports

/// The learning curves of a run folder: its TensorBoard events and its table of evaluations.
enum RunCurves {
  /// Those that a person looks for first; the others follow by name.
  private static let first = ["episode/return", "episode/success", "evaluation/mean_return", "evaluation/success_rate"]

  static func read(_ folder: RunFolder) throws -> [ReportPage.Curve] {
    var curves = try TensorBoardScalars(folder: folder.path).series.map { tag, points in
      ReportPage.Curve(name: tag, steps: points.map { Double($0.step) }, values: points.map(\.value))
    }
    curves += evaluations(folder.evaluations)
    func rank(_ curve: ReportPage.Curve) -> (Int, String) { (first.firstIndex(of: curve.name) ?? first.count, curve.name) }
    return curves.sorted { rank($0) < rank($1) }
  }

  /// `evaluations.csv`: a column for each figure, behind the steps.
  private static func evaluations(_ path: String) -> [ReportPage.Curve] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    guard let head = rows.first, rows.count > 1 else { return [] }
    return head.indices.dropFirst().map { column in
      let points = rows.dropFirst().compactMap { row -> (Double, Double)? in
        guard row.count == head.count, let step = Double(row[0]), let value = Double(row[column]) else { return nil }
        return (step, value)
      }
      return ReportPage.Curve(name: "evaluation/" + head[column], steps: points.map(\.0), values: points.map(\.1))
    }
  }
}
