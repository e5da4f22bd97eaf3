import Statistics
import Testing

@Suite("Quantiles and means")
struct QuantileTests {
  @Test("a quantile is linear between neighbours, whatever the order")
  func quantiles() {
    let values = [7.0, 1, 10, 4, 3, 2, 9, 5, 6, 8]
    #expect(quantile(0, of: values) == 1)
    #expect(abs(quantile(0.1, of: values) - 1.9) < 1e-12)  // R: quantile(1:10, 0.1)
    #expect(quantile(0.5, of: values) == 5.5)
    #expect(quantile(1, of: values) == 10)
    #expect(quantile(0.3, of: [42]) == 42)
  }

  @Test("the interquartile mean leaves out a quarter at either end")
  func interquartile() {
    #expect(interquartileMean([100, 1, 2, 3, 4, 5, 6, -100]) == 3.5)
    #expect(interquartileMean([1, 2, 3, 50, -9]) == 2)  // ⌊5 / 4⌋ = 1 at either end
    #expect(interquartileMean([1, 2, 6]) == 3)
  }

  @Test("the t interval is Student's own example")
  func student() {
    // Student (1908), additional hours of sleep, paired differences; R: t.test.
    let hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    #expect(abs(mean(hours) - 1.58) < 1e-12)
    let interval = meanInterval(hours)
    #expect(abs(interval.lower - 0.7001142) < 1e-6)
    #expect(abs(interval.upper - 2.4598858) < 1e-6)
    #expect(interval.contains(1) && !interval.contains(0.7) && !interval.contains(2.5))
    #expect(abs(standardDeviation([1, 3]) - 2.0.squareRoot()) < 1e-15)
  }

  @Test("the probability of improvement counts pairs, ties half")
  func improvement() {
    #expect(probabilityOfImprovement(of: [2, 3], over: [0, 1]) == 1)
    #expect(probabilityOfImprovement(of: [0, 1], over: [2, 3]) == 0)
    #expect(probabilityOfImprovement(of: [1, 1], over: [1]) == 0.5)
    #expect(probabilityOfImprovement(of: [3, 1], over: [2, 1, 0]) == (3 + 1.5) / 6)
  }
}
