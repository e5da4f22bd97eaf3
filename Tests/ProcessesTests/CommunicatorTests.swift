import Processes
import TestSupport
import Testing

@Suite struct CommunicatorTests {
  @Test("parts cover everything once, by rank")
  func parts() {
    let parts = ThreadGroup.run(3) { $0.part(of: 10) }
    #expect(parts.compactMap { try? $0.get() } == [0..<3, 3..<6, 6..<10])
    #expect(SingleProcess().part(of: 10) == 0..<10)
  }

  @Test("sums are everybody's, and gathering keeps every bit", arguments: [1, 2, 4])
  func collects(count: Int) throws {
    let results = ThreadGroup.run(count) { processes in
      var sums = [Double(processes.rank), 0.5]
      processes.sum(&sums)
      var floats: [Float] = [1, Float(processes.rank)]
      floats.withUnsafeMutableBufferPointer { processes.sum($0.baseAddress!, count: 2) }
      let own = [Double](repeating: 0.1 + Double(processes.rank), count: processes.rank)
      return (sums, floats, try processes.gather(own), try processes.share([UInt8(7 + processes.rank)]))
    }
    let total = count * (count - 1) / 2
    for result in results {
      let (sums, floats, gathered, shared) = try result.get()
      #expect(sums == [Double(total), 0.5 * Double(count)])
      #expect(floats == [Float(count), Float(total)])
      #expect(gathered == (0..<count).map { [Double](repeating: 0.1 + Double($0), count: $0) })
      #expect(shared == [7])
    }
  }

  @Test("one process's failure is heard of where the others gather next")
  func fails() {
    struct Sick: Error, CustomStringConvertible { let description = "It is sick." }
    let results = ThreadGroup.run(3) { processes in
      _ = try processes.gather([1.0])
      if processes.rank == 1 { throw Sick() }
      _ = try processes.gather([2.0])
    }
    for (rank, result) in results.enumerated() {
      #expect { try result.get() } throws: { "\($0)" == (rank == 1 ? "It is sick." : "Process 1: It is sick.") }
    }
  }
}
