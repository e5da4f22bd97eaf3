import CKernels

extension FloatBuffer {
  /// Fills the first rows with rows from anywhere in another buffer.
  ///
  /// - Parameter places: which rows of `other`; the first `rows` of them count.
  public func gather(_ rows: Int, columns: Int, of other: FloatBuffer, at places: [Int]) {
    let most = other.count / max(1, columns)
    precondition(rows <= places.count && places.prefix(rows).allSatisfy { $0 >= 0 && $0 < most }, "a row lies outside")
    places.withUnsafeBufferPointer {
      s2r_gather_rows(rows, columns, $0.baseAddress, other.address(other.count), address(rows * columns))
    }
  }
}
