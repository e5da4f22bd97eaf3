import Control
import Mathematics
import Testing

@Suite struct DelayTests {
  @Test("a command that switches inside an interval acts as its time-weighted mean")
  func timeWeightedMean() {
    var delay = CommandDelay(width: 1)
    var mean = [0.0]
    delay.mean(from: 0, to: 1, into: &mean)
    #expect(mean == [0])  // nothing came yet
    delay.push([4], actingFrom: 1.25)
    delay.mean(from: 1, to: 2, into: &mean)
    #expect(abs(mean[0] - 3) < 1e-12)
    delay.push([-2], actingFrom: 1.5)
    delay.mean(from: 1, to: 2, into: &mean)
    #expect(abs(mean[0] - (0.25 * 4 - 0.5 * 2)) < 1e-12)
    delay.mean(from: 2, to: 3, into: &mean)
    #expect(mean == [-2])
  }

  @Test("the mean is the integral of the held signal, against a fine sum")
  func integral() {
    var stream = RandomStream(seed: 5)
    var delay = CommandDelay(width: 1, capacity: 32)
    var switches: [(time: Double, value: Double)] = []
    var time = 0.0
    for _ in 0..<20 {
      time += stream.uniform(in: 0.01...0.1)
      let value = stream.normal()
      delay.push([value], actingFrom: time)
      switches.append((time, value))
    }
    for _ in 0..<50 {
      let a = stream.uniform(in: 0...time), b = a + stream.uniform(in: 0.01...0.3)
      let n = 20_000
      var sum = 0.0
      for k in 0..<n {
        let t = a + (Double(k) + 0.5) * (b - a) / Double(n)
        sum += switches.last { $0.time <= t }?.value ?? 0
      }
      var mean = [0.0]
      delay.mean(from: a, to: b, into: &mean)
      #expect(abs(mean[0] - sum / Double(n)) < 2e-3)
    }
  }

  @Test("a later command never acts before an earlier one")
  func order() {
    var delay = CommandDelay(width: 1)
    delay.push([1], actingFrom: 0.05)
    delay.push([2], actingFrom: 0.03)
    var mean = [0.0]
    delay.mean(from: 0.03, to: 0.05, into: &mean)
    #expect(mean == [0])
    delay.mean(from: 0.05, to: 0.06, into: &mean)
    #expect(mean == [2])
  }

  @Test("readings are interpolated between states and clamped at the ends")
  func interpolation() {
    var delay = ReadingDelay(width: 2, capacity: 8)
    for k in 0..<20 { delay.push([Double(k * k), -Double(k)], at: Double(k) * 0.1) }
    var value = [0.0, 0.0]
    delay.sample(at: 1.75, into: &value)
    #expect(abs(value[0] - (289 + 324) / 2) < 1e-9 && abs(value[1] + 17.5) < 1e-9)
    delay.sample(at: 5, into: &value)
    #expect(value == [361, -19])
    delay.sample(at: 0, into: &value)  // older than the ring: its oldest
    #expect(value == [144, -12])
  }

  @Test("a saved delay line goes on as before")
  func saved() {
    var line = CommandDelay(width: 1, capacity: 4)
    var states = ReadingDelay(width: 1, capacity: 4)
    for k in 0..<6 {
      line.push([Double(k)], actingFrom: Double(k))
      states.push([Double(k)], at: Double(k))
    }
    var saved = SavedState()
    line.save(into: &saved)
    states.save(into: &saved)
    var (otherLine, otherStates) = (CommandDelay(width: 1, capacity: 4), ReadingDelay(width: 1, capacity: 4))
    otherLine.restore(&saved)
    otherStates.restore(&saved)
    line.push([9], actingFrom: 6)
    otherLine.push([9], actingFrom: 6)
    var (a, b) = ([0.0], [1.0])
    line.mean(from: 4.5, to: 7, into: &a)
    otherLine.mean(from: 4.5, to: 7, into: &b)
    #expect(a == b)
    states.sample(at: 4.25, into: &a)
    otherStates.sample(at: 4.25, into: &b)
    #expect(a == b && a == [4.25])
  }
}
