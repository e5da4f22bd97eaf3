/// Generalisation between the boxes of Packer et al. 2018: D the nominal robot, R the training box, E beyond it.
///
/// The first letter is what was trained on, the second what was tested on; each is a fraction of successes.
public struct BoxFigures: Sendable, Equatable, Codable {
  public var dr: Estimate
  public var de: Estimate
  public var rr: Estimate
  public var re: Estimate
  /// The geometric mean of DR, DE and RE.
  public var extrapolation: Estimate

  /// RR.
  public var interpolation: Estimate { rr }

  public init(dr: Estimate, de: Estimate, rr: Estimate, re: Estimate, extrapolation: Estimate) {
    (self.dr, self.de, self.rr, self.re, self.extrapolation) = (dr, de, rr, re, extrapolation)
  }
}
