import Foundation
import Mathematics
import Statistics
import TestSupport
import Testing

@Suite("Beside rliable")
struct RliableTests {
  private struct Theirs: Decodable {
    var iqm: Double
    var interval: [Double]
    var improvement: Double
    var profile: [Double]
    var band: [[Double]]
  }

  @Test("interquartile mean, stratified bootstrap, chance of improvement and performance profile agree")
  func agrees() throws {
    var stream = RandomStream(seed: 21)
    // Three strata of 40 scores with a few ties, and others beside them.
    func scores(_ shift: Double) -> [[Double]] {
      (0..<3).map { stratum in
        (0..<40).map { _ in ((shift + 0.15 * Double(stratum) + 0.2 * stream.normal()) * 20).rounded() / 20 }
      }
    }
    let (new, old) = (scores(0.5), scores(0.4))
    let thresholds = (0...20).map { Double($0) / 20 + 0.013 }
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("scores.json")
    try JSONSerialization.data(withJSONObject: ["new": new, "old": old, "thresholds": thresholds]).write(to: file)
    let text = try Repository.runPeer("Tests/Peers/rliable_statistics.py", [file.path])
    let line = try #require(text.split(separator: "\n").last)
    let theirs = try JSONDecoder().decode(Theirs.self, from: Data(line.utf8))

    #expect(abs(interquartileMean(new.flatMap { $0 }) - theirs.iqm) < 1e-12)
    let interval = bootstrapInterval(strata: new, resamples: 20_000, drawingFrom: &stream, statistic: interquartileMean)
    #expect(abs(interval.lower - theirs.interval[0]) < 0.002 && abs(interval.upper - theirs.interval[1]) < 0.002)
    #expect(interval.upper - interval.lower > 0.04)

    // Their runs are our rows: a stratum there is a column here.
    func rows(_ strata: [[Double]]) -> [[Double]] { (0..<40).map { i in strata.map { $0[i] } } }
    #expect(abs(CrossedImprovement(of: rows(new), over: rows(old)).probability - theirs.improvement) < 1e-12)

    let profile = PerformanceProfile(strata: new, thresholds: thresholds, drawingFrom: &stream)
    for t in thresholds.indices {
      #expect(abs(profile.fractions[t] - theirs.profile[t]) < 1e-12)
      #expect(abs(profile.lower[t] - theirs.band[0][t]) < 0.02 && abs(profile.upper[t] - theirs.band[1][t]) < 0.02)
    }
  }
}
