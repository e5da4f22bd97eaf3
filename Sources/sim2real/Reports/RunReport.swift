import ArgumentParser
import CommandLineSupport
import Control
import Evaluation
import Foundation
import Logs
import Policies
import Reports
import Robots
import Scenarios
import Simulation

/// A run folder as a report shows it: one simulated episode, curves, certificate, settings.
struct RunReport {
  let folder: RunFolder
  let seed: UInt64
  /// So long at most; nil: the scenario's episode.
  let seconds: Double?

  init(_ folder: RunFolder, seed: UInt64, seconds: Double?) {
    (self.folder, self.seed, self.seconds) = (folder, seed, seconds)
  }

  func entry() throws -> ReportPage.Entry {
    guard FileManager.default.fileExists(atPath: folder.scenario) else {
      throw ValidationError("\(folder.path): is no run, for it holds no scenario.yaml: give a folder that sim2real train wrote, or a log.")
    }
    let scenario = try ScenarioFile(contentsOf: URL(fileURLWithPath: folder.scenario))
    let policy = FileManager.default.fileExists(atPath: folder.policy) ? try PolicyFile(reading: folder.policy) : nil
    var entry = ReportPage.Entry(name: folder.url.standardizedFileURL.lastPathComponent)
    entry.details.append(.facts(title: "Training", trainingFacts(scenario, policy)))
    if let certificate = policy?.validCertificate() { entry.details.append(table(of: certificate)) }
    if let report = try Self.evaluation(of: folder), report.policySha256 == policy?.identity {
      entry.details += EvaluationFigures(report: report).details
    }
    if let policy, case .robot(let scenario) = scenario {
      let (recording, facts) = try episode(of: policy, in: scenario)
      entry.recording = recording
      entry.details.insert(.facts(title: "The episode shown", facts), at: 0)
    }
    entry.curves = try RunCurves.read(folder)
    entry.details.append(.text(title: "Settings (scenario.yaml)", scenario.resolvedText))
    return entry
  }

  /// What the last whole evaluation found; nil where there was none.
  static func evaluation(of folder: RunFolder) throws -> EvaluationReport? {
    guard FileManager.default.fileExists(atPath: folder.evaluation) else { return nil }
    do { return try EvaluationReport(json: String(contentsOfFile: folder.evaluation, encoding: .utf8)) } catch {
      throw ValidationError("\(folder.evaluation): is no report of an evaluation: run sim2real evaluate again.")
    }
  }

  /// An episode of the policy on the nominal robot.
  private func episode(
    of file: PolicyFile, in scenario: Scenario
  ) throws -> (RunRecording, [(name: String, value: String)]) {
    let subject = try SimulatedRobot(scenario: scenario)
    guard file.interface == subject.interface else {
      throw ValidationError("\(folder.policy): is for another robot than \(folder.scenario): train it again.")
    }
    let steps = max(1, Int(((seconds ?? scenario.episodeSeconds) / subject.period).rounded()))
    let rollout = Rollout(subject: subject, steps: steps, seed: seed, variant: subject.model.nominal)
    var controller = try subject.controller(of: file, limits: scenario.robot.safetyLimits())
    var recording = RunRecording(model: subject.shownModel, interface: subject.interface)
    recording.showsTruth = true
    var joints = scenario.robot.joints.map(JointFigures.init)
    let began = ContinuousClock.now
    let outcome = try rollout.run(&controller) { tick in
      for i in joints.indices {
        joints[i].take(
          position: tick.truth.positions[i], velocity: tick.truth.velocities[i], effort: tick.truth.efforts[i])
      }
      recording.append(tick.record, poses: tick.truth.linkPoses)
      return true
    }
    let summary = RolloutSummary(
      outcome, of: rollout, driver: "policy", wallSeconds: (ContinuousClock.now - began) / .seconds(1), joints: joints)
    var facts = [
      ("Physics", "nominal, seed \(seed)"), ("Length", String(format: "%.2f s, %d ticks", summary.seconds, summary.ticks)),
      ("Ended", summary.ending + (summary.succeeded.map { $0 ? "; success" : "; no success" } ?? "")),
    ]
    if let reward = summary.totalReward { facts.append(("Reward", String(format: "%.1f", reward))) }
    for (name, count) in summary.safetyEvents.sorted(by: { $0.key < $1.key }) {
      facts.append(("Safety", "\(name) in \(count) ticks"))
    }
    return (recording, facts)
  }

  private func trainingFacts(_ scenario: ScenarioFile, _ policy: PolicyFile?) -> [(name: String, value: String)] {
    var facts = [("Scenario", scenario.name), ("Learner", scenario.learner.name)]
    if let policy { facts.append(("Policy", "\(folder.policy), \(policy.identity.prefix(12))")) }
    let data = FileManager.default.contents(atPath: folder.training) ?? Data()
    let figures = (try? JSONDecoder().decode([String: Figure].self, from: data)) ?? [:]
    for (key, figure) in figures.sorted(by: { $0.key < $1.key }) where key != "policy_sha256" && key != "learner" {
      facts.append((Terminal.sentence(key.replacingOccurrences(of: "_", with: " ")), figure.text))
    }
    return facts
  }

  private func table(of certificate: Certificate) -> ReportPage.Detail {
    return .table(
      title: "Certificate (95 % intervals, \(certificate.date))",
      head: ["Set", "Variants", "Success", "Return (IQM)", "Worst 10 %", "Gain over control"],
      rows: certificate.sets.map { set in
        let value = set.normalisedReturn
        return [
          set.name, "\(set.variants) × \(set.episodes)", EvaluationFigures.percent(set.success),
          String(format: "%.3f [%.3f, %.3f]", value.value, value.lower, value.upper),
          String(format: "%.1f %%", 100 * set.worstDecileSuccess), set.successGain.map(EvaluationFigures.points) ?? "–",
        ]
      })
  }
}

/// A text or a number of a JSON object.
private enum Figure: Decodable {
  case text(String)
  case number(Double)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) { self = .number(number) } else { self = .text(try container.decode(String.self)) }
  }

  var text: String {
    switch self {
    case .text(let text): text
    case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : String(format: "%.4g", number)
    }
  }
}
