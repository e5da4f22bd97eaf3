import Control
import Evaluation
import Foundation
import Learning
import Policies
import Robots

/// What `refine.json` keeps: how a policy was refined, and what it was worth before and after.
struct RefinementReport: Codable, Equatable {
  /// What must agree for a refinement to be gone on with.
  struct Settings: Codable, Equatable {
    var policySha256: String
    /// `robot NAME on LINK`, or the logs' hashes.
    var plant: String
    var seconds: Double
    var explore: Double
    var trustRegion: Float
    var episodes: Int
    var steps: Int
    var seed: UInt64
    var version: String
  }

  struct Data: Codable, Equatable {
    var steps: Int
    /// Steps × control period.
    var seconds: Double
    var episodes: Int
    /// Ticks in which the safety supervisor limited a command, and episodes that it ended.
    var interventions: Interventions?
  }

  struct Interventions: Codable, Equatable {
    var limited: Int
    var stopped: Int
  }

  struct Model: Codable, Equatable {
    struct OpenLoop: Codable, Equatable {
      var steps: Int
      /// Root mean squared errors over each sensor's spread, in the interface's order.
      var simulation: [Double]
      var plant: [Double]
    }
    /// On the plant's last steps, before these were learned too: after simulation alone and after the plant's steps.
    var openLoop: [OpenLoop]
    var simulationNats: Double
    var plantNats: Double
    /// Of the 95 % intervals, one step on.
    var coverage95: Double
  }

  struct Policy: Codable, Equatable {
    var sha256: String
    /// From the old policy, nats, in the last iteration.
    var divergence: Double?
    var chosen: RefinementTrainer.Candidate
    var candidates: [RefinementTrainer.Candidate]
    var criticCame: String
  }

  var settings: Settings
  var data: Data?
  var model: Model?
  var policy: Policy?
  /// On the plant: the old policy's episodes, and the new one's beside them; the gain is new less old, episode by
  /// episode.
  var plantBefore: [EpisodeOutcome]?
  var plantBeforeInterventions: Interventions?
  var plantAfter: [EpisodeOutcome]?
  var plant: SetReport?
  var plantAfterInterventions: Interventions?
  /// In the simulator, inside the training box, on the same variants.
  var inside: SetReport?

  init(_ settings: Settings) { self.settings = settings }

  // MARK: The file

  init(reading path: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { self = try decoder.decode(Self.self, from: Foundation.Data(contentsOf: URL(fileURLWithPath: path))) } catch {
      throw InputError(file: path, key: nil, problem: "is no report of a refinement; refine again without --resume")
    }
  }

  /// Which setting differs, in words; nil when none does.
  func difference(from other: Settings) -> String? {
    func compare<T: Equatable>(_ name: String, _ path: KeyPath<Settings, T>) -> String? {
      settings[keyPath: path] == other[keyPath: path]
        ? nil : "\(name) was \(settings[keyPath: path]) and is \(other[keyPath: path])"
    }
    return compare("the policy", \.policySha256) ?? compare("the plant", \.plant) ?? compare("--seconds", \.seconds)
      ?? compare("--explore", \.explore) ?? compare("--trust-region", \.trustRegion)
      ?? compare("--episodes", \.episodes) ?? compare("--steps", \.steps) ?? compare("--seed", \.seed)
      ?? compare("the version", \.version)
  }

  // MARK: For people

  func text(for interface: ControlInterface) -> String {
    var lines: [String] = []
    if let data {
      let safety = data.interventions.map { ", \(Self.words($0))" } ?? ""
      lines.append("Data       \(data.steps) steps, \(String(format: "%.1f", data.seconds)) s\(safety)")
    }
    if let model {
      for entry in model.openLoop {
        let errors = interface.sensors.indices.map { i in
          String(
            format: "%@ %.1f (%.1f)", interface.sensorName(i), 100 * entry.plant[i], 100 * entry.simulation[i])
        }
        lines.append("Model      \(entry.steps) steps on, off by % of the spread (by simulation alone): \(errors.joined(separator: ", "))")
      }
    }
    if let policy {
      let (old, new) = (policy.candidates[0], policy.chosen)
      lines.append(
        String(
          format: "Policy     success in the model %.0f %% → %.0f %%, return %.1f → %.1f; iteration %d, of %d candidates",
          100 * old.modelSuccess, 100 * new.modelSuccess, old.modelReturn, new.modelReturn, new.iteration,
          policy.candidates.count))
    }
    if let plant { lines.append(Self.comparison("Plant      ", plant)) }
    if let before = plantBeforeInterventions, let after = plantAfterInterventions {
      lines.append("Safety     before: \(Self.words(before)); after: \(Self.words(after))")
    }
    if let inside { lines.append(Self.comparison("Inside box ", inside)) }
    return lines.joined(separator: "\n")
  }

  private static func words(_ interventions: Interventions) -> String {
    "the supervisor limited \(interventions.limited) ticks and stopped \(interventions.stopped) episodes"
  }

  private static func comparison(_ name: String, _ set: SetReport) -> String {
    func percent(_ estimate: Estimate) -> String {
      String(format: "%.1f %% [%.1f, %.1f]", 100 * estimate.value, 100 * estimate.lower, 100 * estimate.upper)
    }
    let before = set.control.map { percent($0.success) } ?? "–"
    let gain = set.successGain.map {
      String(format: "; gain %+.1f points [%+.1f, %+.1f]", 100 * $0.value, 100 * $0.lower, 100 * $0.upper)
    } ?? ""
    return "\(name)success \(before) → \(percent(set.policy.success))\(gain)"
  }
}
