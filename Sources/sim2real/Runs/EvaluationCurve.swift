import CommandLineSupport
import Foundation
import Learning

/// The learning curve as a table, `evaluations.csv`: a line for each evaluation of the policy without exploration.
struct EvaluationCurve {
  private let file: String
  private var lines = ["steps,episodes,mean_return,lowest_return,highest_return,mean_length,success_rate,seconds"]
  /// Of training before this process, s.
  private var before = 0.0

  /// - Parameter step: where a run goes on; what an interrupted one wrote beyond is left out. nil: a new run.
  init(file: String, resumingAt step: Int?) throws {
    self.file = file
    guard let step, let text = try? String(contentsOfFile: file, encoding: .utf8) else { return }
    for line in text.split(separator: "\n").dropFirst() {
      let columns = line.split(separator: ",")
      guard let at = columns.first.flatMap({ Int($0) }), at <= step else { continue }
      lines.append(String(line))
      before = columns.last.flatMap { Double($0) } ?? before
    }
  }

  /// - Parameter seconds: of training since this process began.
  mutating func add(_ evaluation: TrainingProgress.Evaluation, step: Int, seconds: Double) throws {
    let returns = evaluation.returns
    let length = Double(evaluation.lengths.reduce(0, +)) / Double(evaluation.lengths.count)
    let values = [
      evaluation.meanReturn, returns.min() ?? 0, returns.max() ?? 0, length, evaluation.successRate, before + seconds,
    ]
    lines.append("\(step),\(returns.count)," + values.map { String(format: "%.6g", $0) }.joined(separator: ","))
    try OutputFile.write(lines.joined(separator: "\n") + "\n", to: file)
  }
}
