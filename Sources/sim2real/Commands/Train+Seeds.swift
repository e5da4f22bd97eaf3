import ArgumentParser
import CommandLineSupport
import Control
import Foundation
import Scenarios
import Statistics

extension Train {
  /// A training for each seed, one after the other, in run folders of their own.
  ///
  /// - Throws: ``NegativeAnswer`` when a signal stopped one of them; the next ones are not begun then.
  func trainEach(of seeds: [UInt64], in path: String) throws {
    let folder = SeedFolder(path)
    if FileManager.default.fileExists(atPath: folder.folder.scenario) {
      throw ValidationError("\(path): is the folder of one run: name another folder with --out.")
    }
    let scenario = try source().scenario
    if case .planner(let settings) = scenario.learner, settings.plan.model == .simulator {
      throw ValidationError("--seeds: a planner on the simulator learns nothing: give one --seed.")
    }
    if !resume, let found = seeds.first(where: { folder.run($0).hasCheckpoint || folder.run($0).isFinished }) {
      throw ValidationError(
        "\(folder.run(found).path): holds a run already: go on with --resume or name another folder with --out.")
    }
    for (i, seed) in seeds.enumerated() {
      let run = folder.run(seed)
      if run.isFinished {
        try checkThatItIsOurs(run)
        Terminal.say("Seed \(seed): finished already.")
        continue
      }
      Terminal.say("Seed \(seed), \(i + 1) of \(seeds.count):")
      try one(seed, in: run).run()
    }
    let summary = try SeedsSummary(of: seeds, in: folder)
    try OutputFile.write(summary, to: folder.summary)
    Terminal.show(summary.text)
  }

  /// This command for one seed.
  private func one(_ seed: UInt64, in run: RunFolder) -> Train {
    var train = self
    train.seeds = nil
    train.seed = seed
    train.out = run.path
    // Before its first checkpoint an interrupted run has nothing to go on from.
    train.resume = run.hasCheckpoint
    return train
  }

  /// A finished run is skipped only where it is of this scenario.
  private func checkThatItIsOurs(_ run: RunFolder) throws {
    let kept = try? String(contentsOfFile: run.scenario, encoding: .utf8)
    let environments = TrainingEnvironments(try source(), seed: seed, threads: threads, folder: run)
    let variants = (try? SeedsSummary.Kept(reading: run))?.variants
    guard kept == environments.scenario.resolvedText, variants == environments.variants else {
      throw ValidationError(
        "\(run.path): is a finished run of another scenario or other settings: name another folder with --out.")
    }
  }
}

/// What `seeds.json` keeps: the trainings of several seeds, and what they came to together.
struct SeedsSummary: Encodable {
  let seeds: [Seed]
  /// Over the seeds, Student's 95 % interval; null for one seed, and where nothing is measured in training.
  let meanReturn: Spread?
  let successRate: Spread?

  struct Seed: Encodable {
    let seed: UInt64
    let policySha256: String?
    let meanReturn: Double?
    let successRate: Double?
    let seconds: Double
  }

  struct Spread: Encodable {
    let mean: Double
    let lower: Double
    let upper: Double
  }

  /// Those fields of `training.json`.
  struct Kept: Decodable {
    var policySha256: String?
    var meanReturn: Double?
    var successRate: Double?
    var seconds: Double
    var variants: String

    init(reading run: RunFolder) throws {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      do { self = try decoder.decode(Kept.self, from: Data(contentsOf: URL(fileURLWithPath: run.training))) } catch {
        throw ValidationError(
          "\(run.training): cannot be read: remove the run's folder and train it again with --resume.")
      }
    }
  }

  init(of seeds: [UInt64], in folder: SeedFolder) throws {
    self.seeds = try seeds.map { seed in
      let kept = try Kept(reading: folder.run(seed))
      return Seed(
        seed: seed, policySha256: kept.policySha256, meanReturn: kept.meanReturn, successRate: kept.successRate,
        seconds: kept.seconds)
    }
    meanReturn = Spread(self.seeds.map(\.meanReturn))
    successRate = Spread(self.seeds.map(\.successRate))
  }

  var text: String {
    var lines = seeds.map { seed in
      "Seed \(seed.seed)  " + (seed.policySha256.map { "policy \($0.prefix(12))  " } ?? "")
        + (seed.meanReturn.map { String(format: "return %.1f  ", $0) } ?? "")
        + (seed.successRate.map { String(format: "success %.1f %%  ", 100 * $0) } ?? "") + Figures.clock(seed.seconds)
    }
    if let meanReturn {
      lines.append(String(
        format: "Return at the end of training, over seeds %.1f [%.1f, %.1f]", meanReturn.mean, meanReturn.lower, meanReturn.upper)
        + (successRate.map {
          String(format: ", success %.1f %% [%.1f, %.1f]", 100 * $0.mean, 100 * max(0, $0.lower), 100 * min(1, $0.upper))
        } ?? "") + "; sim2real evaluate says what they are worth.")
    }
    return lines.joined(separator: "\n")
  }
}

extension SeedsSummary.Spread {
  /// Nil unless every seed has a value and there are two of them.
  fileprivate init?(_ values: [Double?]) {
    let known = values.compactMap { $0 }
    guard known.count == values.count, known.count > 1 else { return nil }
    let interval = meanInterval(known)
    self.init(mean: Statistics.mean(known), lower: interval.lower, upper: interval.upper)
  }
}
