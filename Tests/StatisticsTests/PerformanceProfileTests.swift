import Mathematics
import Statistics
import Testing

@Suite("Performance profiles")
struct PerformanceProfileTests {
  @Test("the fraction strictly above each threshold")
  func byHand() {
    var stream = RandomStream(seed: 1)
    let profile = PerformanceProfile(
      strata: [[0.1, 0.5], [0.5, 0.9, 1.2]], thresholds: [0, 0.5, 1, 2], drawingFrom: &stream)
    #expect(profile.fractions == [1, 0.4, 0.2, 0])
    #expect(profile.lower[0] == 1 && profile.upper[3] == 0)
    // The first stratum is never above 0.5, the second with probability 2/3 each.
    #expect(profile.upper[1] == 0.6 && profile.lower[1] == 0)
  }

  @Test("the band covers the true profile about 95 % of the time at each threshold")
  func coverage() {
    let stream = RandomStream(seed: 2)
    var covered = [0, 0, 0]
    let thresholds = [0.25, 0.5, 0.75]
    for repetition in 0..<400 {
      var own = stream.split("repetition", repetition)
      let scores = (0..<200).map { _ in own.uniform() }
      let profile = PerformanceProfile(strata: [scores], thresholds: thresholds, resamples: 1000, drawingFrom: &own)
      for t in 0..<3 where (profile.lower[t]...profile.upper[t]).contains(1 - thresholds[t]) { covered[t] += 1 }
    }
    // 95 % of 400 is 380, with a standard deviation of 4.4.
    for count in covered { #expect((366...394).contains(count), "\(covered) of 400") }
  }
}
