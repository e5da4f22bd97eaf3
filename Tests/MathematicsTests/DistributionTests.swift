import Mathematics
import Testing

@Suite struct DistributionTests {
  @Test("draws stay inside the union and their mean is the declared one", arguments: [
    Distribution.uniform([0.4...0.6, 1.5...2]),
    .logUniform([0.3...3]),
    .logUniform([0.1...0.2, 5...6]),
    .exponential(mean: 0.4),
    .normal(mean: 2, standardDeviation: 0.5),
    .constant(3),
  ])
  func mean(distribution: Distribution) {
    var stream = RandomStream(seed: 11)
    var sum = 0.0
    for _ in 0..<200_000 {
      let draw = distribution.sample(from: &stream)
      switch distribution {
      case .uniform(let ranges), .logUniform(let ranges):
        #expect(ranges.contains { $0.lowerBound - 1e-12 <= draw && draw <= $0.upperBound + 1e-12 })
      default: break
      }
      sum += draw
    }
    #expect(abs(sum / 200_000 - distribution.mean) < 0.01 * max(1, distribution.mean))
  }
}
