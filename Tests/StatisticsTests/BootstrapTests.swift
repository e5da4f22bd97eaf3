import Mathematics
import Statistics
import Testing

@Suite("The bootstrap")
struct BootstrapTests {
  @Test("same stream, same interval; another stream, another")
  func reproducible() {
    let values = (0..<50).map { Double($0 * $0) }
    func interval(_ seed: UInt64) -> Interval {
      var stream = RandomStream(seed: seed)
      return bootstrapInterval(values, drawingFrom: &stream, statistic: mean)
    }
    #expect(interval(1) == interval(1))
    #expect(interval(1) != interval(2))
  }

  @Test("the interval of a mean has the normal theory's width")
  func width() {
    var stream = RandomStream(seed: 3)
    let values = (0..<400).map { _ in stream.normal() }
    let interval = bootstrapInterval(values, resamples: 8000, drawingFrom: &stream, statistic: mean)
    // mean ± 1.96 σ_n / √n, with n and not n − 1: that is the resample's own variance.
    let deviation = standardDeviation(values) * (399.0 / 400).squareRoot()
    #expect(abs(interval.lower - (mean(values) - 1.96 * deviation / 20)) < 0.01)
    #expect(abs(interval.upper - (mean(values) + 1.96 * deviation / 20)) < 0.01)
  }

  @Test("of two coin values, the resampled means are binomial")
  func exactDistribution() {
    // Means of two draws from {0, 1}: 0, ½, 1 with ¼, ½, ¼; so the middle 40 % is ½ alone and the middle 60 % is all.
    var stream = RandomStream(seed: 5)
    #expect(
      bootstrapInterval([0, 1], confidence: 0.4, drawingFrom: &stream, statistic: mean)
        == Interval(lower: 0.5, upper: 0.5))
    #expect(
      bootstrapInterval([0, 1], confidence: 0.6, drawingFrom: &stream, statistic: mean)
        == Interval(lower: 0, upper: 1))
  }

  @Test("strata are resampled each for itself")
  func strata() {
    // Within strata nothing varies, so the mean does not either; without strata it does.
    var stream = RandomStream(seed: 7)
    let strata = [[0.0, 0, 0], [1.0, 1, 1, 1, 1]]
    #expect(
      bootstrapInterval(strata: strata, drawingFrom: &stream, statistic: mean)
        == Interval(lower: 0.625, upper: 0.625))
    let pooled = bootstrapInterval(strata.flatMap { $0 }, drawingFrom: &stream, statistic: mean)
    #expect(pooled.lower < 0.4 && pooled.upper > 0.8)
  }
}
