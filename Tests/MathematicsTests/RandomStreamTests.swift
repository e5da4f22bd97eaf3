import Mathematics
import Testing

@Suite struct RandomStreamTests {
  @Test("a child stream depends on the names alone, not on what was drawn before")
  func splitIsIndependentOfDraws() {
    let untouched = RandomStream(seed: 7)
    var used = RandomStream(seed: 7)
    for _ in 0..<10 { _ = used.next() }
    var a = untouched.split("noise", 3)
    var b = used.split("noise", 3)
    var other = untouched.split("noise", 4)
    let draw = a.next()
    #expect(draw == b.next())
    #expect(draw != other.next())
  }

  @Test("words restore the stream to the same draws")
  func words() {
    var stream = RandomStream(seed: 1)
    _ = stream.next()
    var copy = RandomStream(words: stream.words)
    #expect((0..<8).map { _ in stream.next() } == (0..<8).map { _ in copy.next() })
    #expect(stream.split("x") == copy.split("x"))
  }

  @Test("normal and uniform draws have their moments")
  func moments() {
    var stream = RandomStream(seed: 2)
    let n = 200_000
    var (sum, square, uniform) = (0.0, 0.0, 0.0)
    for _ in 0..<n {
      let z = stream.normal()
      sum += z
      square += z * z
      uniform += stream.uniform()
    }
    let count = Double(n)
    #expect(abs(sum / count) < 0.01)
    #expect(abs(square / count - 1) < 0.02)
    #expect(abs(uniform / count - 0.5) < 0.005)
  }
}
