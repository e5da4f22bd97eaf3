/// Floats of fixed number at a fixed address, zero at first: what the kernels and the matrix products work on.
///
/// Memory is handled by address in this type alone, behind preconditions. Threads may write to parts of one buffer at
/// the same time as long as the parts do not overlap; that is for the caller to see to.
public final class FloatBuffer: @unchecked Sendable {
  public let count: Int
  @usableFromInline let base: UnsafeMutablePointer<Float>
  /// Whose memory a view shows; nil: this buffer's own.
  private let owner: FloatBuffer?

  public init(count: Int) {
    precondition(count >= 0, "a buffer has no negative size")
    self.count = count
    owner = nil
    base = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  private init(viewing owner: FloatBuffer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= owner.count, "the view lies outside the buffer")
    self.owner = owner
    count = range.count
    base = owner.base + range.lowerBound
  }

  deinit { if owner == nil { UnsafeMutableRawPointer(base).deallocate() } }

  /// A part of this buffer under its own name; it shares the memory and keeps it alive.
  public func view(_ range: Range<Int>) -> FloatBuffer { FloatBuffer(viewing: self, range) }

  @inlinable
  public subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "the index lies outside the buffer")
      return base[index]
    }
    set {
      precondition(index >= 0 && index < count, "the index lies outside the buffer")
      base[index] = newValue
    }
  }

  /// The address of `length` elements from `start` on, for kernels.
  @inlinable
  public func address(from start: Int = 0, _ length: Int) -> UnsafeMutablePointer<Float> {
    precondition(start >= 0 && length >= 0 && start + length <= count, "the range lies outside the buffer")
    return base + start
  }

  public func fill(_ value: Float) { base.update(repeating: value, count: count) }

  public func fill(_ value: Float, _ range: Range<Int>) {
    address(from: range.lowerBound, range.count).update(repeating: value, count: range.count)
  }

  /// Takes `length` elements of another buffer over to `start`.
  @inlinable
  public func copy(_ length: Int, of other: FloatBuffer, from source: Int, to start: Int) {
    let (from, to) = (other.address(from: source, length), address(from: start, length))
    for i in 0..<length { to[i] = from[i] }
  }

  /// The elements as a value; setting needs the same number.
  public var array: [Float] {
    get { Array(UnsafeBufferPointer(start: base, count: count)) }
    set {
      precondition(newValue.count == count, "the sizes disagree")
      for i in 0..<count { base[i] = newValue[i] }
    }
  }
}
