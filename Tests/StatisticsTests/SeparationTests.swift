import Mathematics
import Statistics
import Testing

@Suite("What separates a group from the others")
struct SeparationTests {
  @Test("Cliff's δ, by hand, ties half")
  func byHand() {
    var stream = RandomStream(seed: 1)
    let separation = Separation(
      of: [[1, 2, 3, 4, 5, 5], [7, 7, 7, 7, 7, 7]], group: [4, 5], permutations: 200, drawingFrom: &stream)
    #expect(separation.effects.map(\.quantity) == [0], "what does not vary separates nothing")
    #expect(separation.effects[0].delta == 1 && !separation.effects[0].isDistance)
    let tied = Separation(of: [[1, 2, 2, 3]], group: [1, 3], permutations: 200, drawingFrom: &stream)
    // Pairs: 2 > 1, 2 = 2, 3 > 1, 3 > 2.
    #expect(abs(tied.effects[0].delta - 0.75) < 1e-12)
  }

  @Test("finds the causes and their side, and ranks them")
  func planted() {
    var stream = RandomStream(seed: 2)
    let quantities = (0..<12).map { _ in (0..<400).map { _ in stream.uniform() } }
    // Low values of quantity 3 hurt most, values far from the middle of quantity 7 next.
    let scores = (0..<400).map { quantities[3][$0] - 1.2 * (quantities[7][$0] - 0.5).magnitude + 0.1 * stream.normal() }
    let worst = Array(scores.indices.sorted { scores[$0] < scores[$1] }.prefix(40))
    let separation = Separation(of: quantities, group: worst, drawingFrom: &stream)
    let found = separation.effects.filter { $0.chance <= 0.05 }
    #expect(Set(found.map(\.quantity)) == [3, 7])
    #expect(found[0].quantity == 3 && found[0].delta < -0.5 && !found[0].isDistance)
    #expect(found[1].delta > 0.3 && found[1].isDistance)
    #expect(separation.effects.count == 12 && separation.threshold > 0.15 && separation.threshold < 0.5)
  }

  @Test("where nothing matters, something is found once in 20 times")
  func honest() {
    let stream = RandomStream(seed: 3)
    let alarms = (0..<400).count { repetition in
      var own = stream.split("repetition", repetition)
      let quantities = (0..<8).map { _ in (0..<100).map { _ in own.uniform() } }
      let separation = Separation(of: quantities, group: Array(0..<10), permutations: 300, drawingFrom: &own)
      return separation.effects.contains { $0.chance <= 0.05 }
    }
    // 5 % of 400 is 20, with a standard deviation of 4.4.
    #expect((8...33).contains(alarms), "\(alarms) of 400")
  }
}
