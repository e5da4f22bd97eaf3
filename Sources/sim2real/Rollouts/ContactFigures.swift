/// How a link touched what is around it in a run, as it was at the ticks; its keys are those of the JSON.
struct ContactFigures: Encodable {
  let link: String
  /// Of the ticks.
  private(set) var touchingShare = 0.0
  /// Sum of the contacts' normal forces: the mean while it touches, and the largest.
  private(set) var meanForceN = 0.0
  private(set) var largestForceN = 0.0
  private var ticks = 0
  private var touching = 0
  private var sum = 0.0

  private enum CodingKeys: CodingKey { case link, touchingShare, meanForceN, largestForceN }

  init(link: String) { self.link = link }

  mutating func take(force: Double) {
    ticks += 1
    if force > 0 {
      touching += 1
      sum += force
      meanForceN = sum / Double(touching)
      largestForceN = max(largestForceN, force)
    }
    touchingShare = Double(touching) / Double(ticks)
  }
}
