/// The gradient's health as the run folder keeps it: for programs, for people, and as a picture.
extension PolicyBackpropTrainer: DocumentedTrainer {
  public func documents() -> [RunDocument] {
    guard let gradientHealth else { return [] }
    return [
      RunDocument(name: "gradient-health.json", text: gradientHealth.json),
      RunDocument(name: "gradient-health.txt", text: gradientHealth.text),
      RunDocument(name: "gradient-health.svg", text: gradientHealth.svg),
    ]
  }

  public var hasNewDocuments: Bool { examinesGradient }

  public var summary: String? { gradientHealth?.verdicts.last }
}
