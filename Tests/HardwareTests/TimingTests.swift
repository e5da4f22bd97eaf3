import Foundation
import Hardware
import Mathematics
import Testing

@Suite struct TimingTests {
  @Test("quantiles of durations are those of the sorted list, within a bin")
  func quantiles() {
    var stream = RandomStream(seed: 3).split("durations")
    var durations: [Int64] = []
    var histogram = DurationHistogram()
    for _ in 0..<10_000 {
      let duration = Int64(-1000 * log(1 - stream.uniform()))
      durations.append(duration)
      histogram.add(duration)
    }
    durations.sort()
    for q in [0.01, 0.5, 0.9, 0.99, 0.999] {
      let exact = Double(durations[Int((q * 10_000).rounded(.up)) - 1]) * 1e-9
      #expect(histogram.quantile(q) >= exact && histogram.quantile(q) <= exact * 1.04 + 1e-9)
    }
    #expect(histogram.quantile(1) == Double(durations[9999]) * 1e-9 && histogram.largest == durations[9999])
    histogram.clear()
    #expect(histogram.count == 0 && histogram.quantile(0.5).isNaN)
  }

  @Test("early counts as punctual, and days still fit")
  func extremes() {
    var histogram = DurationHistogram()
    histogram.add(-5)
    #expect(histogram.quantile(1) == 0)
    histogram.add(Int64.max)
    #expect(histogram.largest == Int64.max && histogram.quantile(1) > 9e9)
  }

  @Test("what was had of real time is said in words")
  func words() {
    let had = RealTime.enter()
    RealTime.leave()
    #expect(had.description.hasPrefix("real-time scheduling") == had.isScheduled)
    #expect((had.description.contains("locked memory") || had.description.contains("memory locked")) == had.isLocked)
  }
}
