import Mathematics
import Statistics
import Testing

@Suite("Intervals over seeds × variants")
struct CrossedIntervalTests {
  /// Values that seeds, variants and their interaction scatter around 0, each with its own deviation.
  private static func draw(
    _ seeds: Int, _ variants: Int, _ deviations: (seed: Double, variant: Double, both: Double),
    from stream: inout RandomStream
  ) -> [[Double]] {
    let ofVariant = (0..<variants).map { _ in deviations.variant * stream.normal() }
    return (0..<seeds).map { _ in
      let ofSeed = deviations.seed * stream.normal()
      return ofVariant.map { ofSeed + $0 + deviations.both * stream.normal() }
    }
  }

  /// How often, of 2000 times, the interval holds 0.
  private static func coverage(
    seed: UInt64, _ draw: (inout RandomStream) -> [[Double]], _ interval: ([[Double]]) -> Interval
  ) -> Double {
    let stream = RandomStream(seed: seed)
    let covered = (0..<2000).count { repetition in
      var own = stream.split("repetition", repetition)
      return interval(draw(&own)).contains(0)
    }
    return Double(covered) / 2000
  }

  @Test(
    "95 % intervals of a mean cover 93 to 97 % where seeds, variants or both scatter",
    arguments: [(5, 1.0, 1.0, 1.0), (5, 1.0, 0.2, 0.5), (10, 0.5, 2.0, 1.0), (3, 1.0, 0.5, 1.0), (1, 0.0, 1.0, 1.0)])
  func mean(seeds: Int, ofSeed: Double, ofVariant: Double, ofBoth: Double) {
    let covered = Self.coverage(seed: 31) {
      Self.draw(seeds, 60, (ofSeed, ofVariant, ofBoth), from: &$0)
    } _: {
      crossedInterval(Statistics.mean($0.flatMap { $0 }), [.mean(of: $0)])
    }
    #expect((0.93...0.97).contains(covered), "\(covered)")
  }

  @Test("the same of an interquartile mean")
  func interquartile() {
    let covered = Self.coverage(seed: 32) {
      Self.draw(5, 100, (0.4, 1, 1), from: &$0)
    } _: {
      crossedInterval(interquartileMean($0.flatMap { $0 }), [.interquartileMean(of: $0)])
    }
    #expect((0.93...0.97).contains(covered), "\(covered)")
  }

  @Test("the same of the difference of two arms on the same variants")
  func difference() {
    // Success is a coin whose chance lies in seed and variant; both arms have the same chances, so the gain is 0.
    func successes(_ chances: [Double], _ stream: inout RandomStream) -> [[Double]] {
      (0..<5).map { _ in
        let ofSeed = 0.1 * stream.normal()
        return chances.map { stream.uniform() < $0 + ofSeed ? 1.0 : 0 }
      }
    }
    let covered = Self.coverage(seed: 33) { stream in
      let chances = (0..<100).map { _ in 0.3 + 0.4 * stream.uniform() }
      return successes(chances, &stream) + successes(chances, &stream)
    } _: { both in
      let (a, b) = (Array(both[..<5]), Array(both[5...]))
      let gain = Statistics.mean(a.flatMap { $0 }) - Statistics.mean(b.flatMap { $0 })
      return crossedInterval(gain, [.mean(of: a), InfluenceBlock.mean(of: b, rows: 1).scaled(by: -1)])
    }
    #expect((0.93...0.97).contains(covered), "\(covered)")
  }

  @Test("without variants' scatter it is Student's over the seeds, with one seed Student's over the variants")
  func closedForms() {
    let seeds = [0.2, 0.5, 0.4, 0.9]
    let rows = seeds.map { [Double](repeating: $0, count: 30) }
    let (interval, student) = (crossedInterval(0.5, [.mean(of: rows)]), meanInterval(seeds))
    #expect(abs(interval.lower - student.lower) < 1e-12 && abs(interval.upper - student.upper) < 1e-12)
    let (one, other) = (crossedInterval(0.5, [.mean(of: [seeds])]), meanInterval(seeds))
    #expect(abs(one.lower - other.lower) < 1e-12 && abs(one.upper - other.upper) < 1e-12)
    #expect(crossedInterval(1, [.mean(of: [[1, 1], [1, 1]])]) == Interval(lower: 1, upper: 1))
  }

  @Test("an influence is the derivative by a value's weight")
  func influences() {
    var stream = RandomStream(seed: 34)
    let values = (0..<3).map { _ in (0..<30).map { _ in stream.normal() } }
    let block = InfluenceBlock.interquartileMean(of: values)
    #expect(abs(Statistics.mean(block.values.flatMap { $0 })) < 0.02)
    // A value in the middle half moves the estimate by its own share of the middle half.
    let flat = values.flatMap { $0 }
    let sorted = flat.sorted()
    let middle = sorted[45]
    let place = flat.firstIndex(of: middle)!
    var moved = flat
    moved[place] += 1e-4
    let slope = (interquartileMean(moved) - interquartileMean(flat)) / 1e-4
    let shifted = InfluenceBlock.interquartileMean(of: [moved])
    let change = (shifted.values[0][place] - block.values.flatMap { $0 }[place]) / 1e-4
    #expect(abs(slope - 1.0 / 46) < 1e-6)
    #expect(abs(change - 90.0 / 46 * (1 - 1.0 / 90)) < 1e-6)
  }
}

@Suite("The crossed chance of improvement")
struct CrossedImprovementTests {
  @Test("pairs are compared within a column, ties half")
  func byHand() {
    let improvement = CrossedImprovement(of: [[2, 0], [1, 5]], over: [[1, 9]])
    #expect(improvement.byColumn == [0.75, 0] && improvement.probability == 0.375)
    for block in improvement.influences { #expect(abs(mean(block.values.flatMap { $0 })) < 1e-12) }
  }

  @Test("its 95 % interval covers 93 to 97 %")
  func coverage() {
    let stream = RandomStream(seed: 41)
    let covered = (0..<1000).count { repetition in
      var own = stream.split("repetition", repetition)
      func arm() -> [[Double]] {
        (0..<5).map { _ in
          let ofSeed = 0.4 * own.normal()
          return (0..<80).map { _ in ofSeed + own.normal() }
        }
      }
      let improvement = CrossedImprovement(of: arm(), over: arm())
      return crossedInterval(improvement.probability, improvement.influences).contains(0.5)
    }
    #expect((930...970).contains(covered), "\(covered) of 1000")
  }
}
