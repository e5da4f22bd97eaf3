import Testing
import Wire

@Suite struct BlockSetTests {
  @Test("a set of 18 joints is complete with its third block, in any order")
  func complete() {
    var set = BlockSet(joints: 18)
    #expect(set.add(number: 1, first: 16, count: 2) == .gathering)
    #expect(set.add(number: 1, first: 0, count: 8) == .gathering)
    #expect(set.add(number: 1, first: 0, count: 8) == .gathering)
    #expect(set.add(number: 1, first: 8, count: 8) == .complete)
    #expect(set.add(number: 1, first: 8, count: 8) == .refused)
  }

  @Test("a newer set replaces one that lacks a block, and the older one's blocks are refused")
  func newer() {
    var set = BlockSet(joints: 9)
    #expect(set.add(number: 65535, first: 0, count: 8) == .gathering)
    #expect(set.add(number: 1, first: 8, count: 1) == .gathering)
    #expect(set.add(number: 65535, first: 8, count: 1) == .refused)
    #expect(set.add(number: 1, first: 0, count: 8) == .complete)
  }

  @Test("blocks that do not fit the robot are refused")
  func misfits() {
    var set = BlockSet(joints: 9)
    #expect(set.add(number: 1, first: 4, count: 4) == .refused)
    #expect(set.add(number: 1, first: 8, count: 2) == .refused)
    #expect(set.add(number: 1, first: 16, count: 1) == .refused)
    #expect(set.add(number: 0, first: 0, count: 8) == .refused)
    #expect(set.number == 0)
  }

  @Test("the largest robot has 32 blocks")
  func largest() {
    var set = BlockSet(joints: 255)
    for block in 0..<31 { #expect(set.add(number: 3, first: UInt8(8 * block), count: 8) == .gathering) }
    #expect(set.add(number: 3, first: 248, count: 7) == .complete)
  }

  @Test("numbers wrap and leave out 0")
  func numbers() {
    #expect(SetNumber.next(after: 0) == 1 && SetNumber.next(after: 65535) == 1)
    #expect(SetNumber.isNewer(1, than: 65535) && !SetNumber.isNewer(65535, than: 1) && !SetNumber.isNewer(4, than: 4))
    #expect(SetNumber.gap(from: 0, to: 1) == 0 && SetNumber.gap(from: 3, to: 7) == 3)
    #expect(SetNumber.gap(from: 65535, to: 1) == 0 && SetNumber.gap(from: 65534, to: 2) == 2)
  }
}
