import ArgumentParser
import Foundation
import Policies

/// The folder of a training over several seeds: a run folder for each, `seed-N`, and what they came to together.
struct SeedFolder {
  let folder: RunFolder

  init(_ path: String) { folder = RunFolder(path) }

  /// What the trainings came to, together.
  var summary: String { folder.document("seeds.json") }

  func run(_ seed: UInt64) -> RunFolder { RunFolder(folder.document("seed-\(seed)")) }

  /// The seeds that have a folder here, finished or not; none in a run's own folder.
  var seeds: [UInt64] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.url.path)) ?? []
    return names.compactMap { $0.hasPrefix("seed-") ? UInt64($0.dropFirst(5)) : nil }.sorted()
  }

  /// The policies that `RUN|POLICY|SEEDS` means, with their paths: one, or one for each seed.
  ///
  /// - Throws: what a missing, unfinished or unreadable policy is refused with.
  static func policies(_ argument: String) throws -> [(path: String, file: PolicyFile)] {
    let folder = SeedFolder(argument)
    let seeds = folder.seeds
    guard !seeds.isEmpty else {
      let path = RunFolder.policyPath(argument)
      return [(path, try PolicyFile(reading: path))]
    }
    return try seeds.map { seed in
      let path = folder.run(seed).policy
      guard FileManager.default.fileExists(atPath: path) else {
        throw ValidationError("\(folder.run(seed).path): its training is not finished: go on with sim2real train … --resume, or remove the folder.")
      }
      return (path, try PolicyFile(reading: path))
    }
  }
}

extension RunFolder {
  /// Whether its training came to its end.
  var isFinished: Bool { FileManager.default.fileExists(atPath: training) }
  var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint.path) }
}
