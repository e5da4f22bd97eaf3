public import Mathematics

extension FloatBuffer {
  /// Fills the first elements with standard normal draws, in pairs.
  public func fillNormal(_ length: Int, from stream: inout RandomStream) {
    for i in stride(from: 0, to: length, by: 2) {
      let pair = stream.normalPair()
      self[i] = Float(pair.0)
      if i + 1 < length { self[i + 1] = Float(pair.1) }
    }
  }
}
