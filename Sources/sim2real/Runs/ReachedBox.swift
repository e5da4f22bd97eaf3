import Foundation
import Scenarios

/// How far automatic domain randomization has moved a training box: a run's `adr.json` and its table.
struct ReachedBox: Encodable {
  /// Of the uniform distribution over the box, nats, by dimension.
  let entropyPerDimension: Double
  let dimensions: [Dimension]

  /// Ranges of the draw, before it is set, added or multiplied.
  struct Dimension: Encodable {
    let name: String
    let start: [Double]
    let reached: [Double]
    let limit: [Double]
    let entropy: Double
  }

  init(_ adaptation: AutomaticRandomization) {
    func ends(_ range: ClosedRange<Double>) -> [Double] { [range.lowerBound, range.upperBound] }
    entropyPerDimension = adaptation.entropy
    dimensions = adaptation.dimensions.map {
      Dimension(
        name: $0.name, start: ends($0.start), reached: ends($0.range), limit: ends($0.adaptation.limit),
        entropy: $0.entropy)
    }
  }

  var text: String {
    func pair(_ ends: [Double]) -> String { ends.map { String(format: "%.4g", $0) }.joined(separator: " … ") }
    let width = dimensions.map(\.name.count).max() ?? 0
    let lines = dimensions.map {
      "  " + $0.name.padding(toLength: width, withPad: " ", startingAt: 0)
        + "  \(pair($0.reached))  from \(pair($0.start)), at most \(pair($0.limit))"
    }
    return "The box that it was trained on in the end, \(String(format: "%.3f", entropyPerDimension)) nats per dimension:\n"
      + lines.joined(separator: "\n")
  }
}
