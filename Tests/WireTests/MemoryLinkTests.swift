import CMallocCount
import Testing
import Wire

@Suite struct MemoryLinkTests {
  @Test("carries frames both ways in order, strangers marked")
  func exchange() throws {
    let (a, b) = MemoryLink.pair()
    var buffer = [UInt8](repeating: 0, count: 64)
    try a.send([1, 2].span, to: .peer)
    a.sendAsStranger([3].span)
    #expect(try b.receive(into: &buffer, until: 0) == Arrival(count: 2, isStranger: false))
    #expect(buffer[..<2] == [1, 2])
    #expect(try b.receive(into: &buffer, until: 0) == Arrival(count: 1, isStranger: true))
    #expect(b.strangers == 1)
    #expect(try b.receive(into: &buffer, until: MonotonicTime.now + 1_000_000) == nil)
    try b.send([4].span, to: .peer)
    #expect(try a.receive(into: &buffer, until: 0) == Arrival(count: 1, isStranger: false))
  }

  @Test("does not allocate")
  func allocations() throws {
    let (a, b) = MemoryLink.pair()
    var buffer = [UInt8](repeating: 0, count: 64)
    let frame: [UInt8] = [1, 2, 3]
    try a.send(frame.span, to: .peer)
    _ = try b.receive(into: &buffer, until: 0)
    let before = malloc_count()
    for _ in 0..<100 {
      try a.send(frame.span, to: .peer)
      _ = try b.receive(into: &buffer, until: MonotonicTime.now + 1_000_000)
    }
    #expect(malloc_count() == before)
  }
}
