package import Control
import Foundation

extension ModelReport {
  /// The report as JSON, sensors by name: what a run folder keeps beside the model.
  package func json(for interface: ControlInterface) -> String {
    let names = interface.sensors.indices.map(interface.sensorName)
    func named(_ values: [Double]) -> [String: Double?] {
      Dictionary(uniqueKeysWithValues: zip(names, values.map { $0.isFinite ? $0 : nil }))
    }
    let record = Record(
      open_loop: openLoop.map {
        Record.Horizon(
          steps: $0.steps, sequences: $0.sequences, root_mean_squared_error: named($0.errors),
          relative_error: named($0.relativeErrors))
      },
      coverage: coverage.map { Record.Interval(expected: $0.expected, observed: $0.observed) },
      negative_log_likelihood_nats: negativeLogLikelihood.isFinite ? negativeLogLikelihood : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(record), as: UTF8.self) + "\n" } catch {
      preconditionFailure("a report holds finite numbers: \(error)")
    }
  }

  private struct Record: Encodable {
    var open_loop: [Horizon]
    var coverage: [Interval]
    var negative_log_likelihood_nats: Double?

    struct Horizon: Encodable {
      var steps: Int
      var sequences: Int
      /// By sensor, SI.
      var root_mean_squared_error: [String: Double?]
      /// The same over the sensor's spread.
      var relative_error: [String: Double?]
    }

    struct Interval: Encodable {
      var expected: Double
      var observed: Double
    }
  }
}
