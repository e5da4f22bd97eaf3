/// Gathers the blocks of eight joints that make up one numbered set, so that only complete sets are used.
public struct BlockSet: Sendable {
  /// Joints of a full block.
  public static let blockSize = 8
  /// Most joints that the wire can number.
  public static let mostJoints = 255

  public enum Outcome: Sendable, Equatable {
    /// Not a block of this robot, or of a set older than the one being gathered.
    case refused
    /// More blocks must come.
    case gathering
    /// This was the last one.
    case complete
  }

  public let joints: Int
  /// The set being gathered or the last one completed.
  public private(set) var number: UInt16 = 0
  private var missing: UInt32
  private var isComplete = true

  /// - Precondition: 1 to 255 joints.
  public init(joints: Int) {
    precondition((1...Self.mostJoints).contains(joints), "the wire carries 1 to 255 joints")
    self.joints = joints
    missing = 0
  }

  public static func blocks(of joints: Int) -> Int { (joints + blockSize - 1) / blockSize }

  /// The joints of a block.
  public func joints(ofBlock block: Int) -> Range<Int> {
    (block * Self.blockSize)..<min(joints, (block + 1) * Self.blockSize)
  }

  /// Numbers begin anew, as with a new session.
  public mutating func reset() {
    number = 0
    isComplete = true
  }

  /// Takes note of a block. Unless it is refused, its values may be stored.
  public mutating func add(number new: UInt16, first: UInt8, count: UInt8) -> Outcome {
    let block = Int(first) / Self.blockSize
    guard Int(first) % Self.blockSize == 0, Int(first) < joints, Int(count) == joints(ofBlock: block).count else {
      return .refused
    }
    if new != number {
      guard new != 0, number == 0 || SetNumber.isNewer(new, than: number) else { return .refused }
      number = new
      let blocks = Self.blocks(of: joints)
      missing = blocks == 32 ? .max : (1 << UInt32(blocks)) - 1
      isComplete = false
    }
    guard !isComplete else { return .refused }
    missing &= ~(1 << UInt32(block))
    isComplete = missing == 0
    return isComplete ? .complete : .gathering
  }
}

/// Numbers of sets: 16 bits that wrap; 0 means none.
public enum SetNumber {
  public static func next(after number: UInt16) -> UInt16 { number == .max ? 1 : number + 1 }

  public static func isNewer(_ a: UInt16, than b: UInt16) -> Bool { Int16(bitPattern: a &- b) > 0 }

  /// Numbers that lie between two sets.
  public static func gap(from earlier: UInt16, to later: UInt16) -> UInt16 {
    let distance = later &- earlier
    return later < earlier ? distance &- 2 : distance &- 1
  }
}
