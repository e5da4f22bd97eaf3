import Control
import Robots

extension ObservationLayout {
  init(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) {
    let fields = try value.fields(["terms", "frames", "commands"])
    let names = words.sensorNames
    let angles = names.indices.filter(words.isAngle)
    let known: [(name: String, term: Term)] =
      names.indices.map { (names[$0], .sensor($0)) } + angles.map { ("sin(\(names[$0]))", .sine($0)) }
      + angles.map { ("cos(\(names[$0]))", .cosine($0)) }
    let list = try fields.required("terms")
    var terms: [Term] = []
    for entry in try list.list() {
      let name = try entry.text()
      guard let term = known.first(where: { $0.name == name })?.term else {
        throw entry.error("\"\(name)\" cannot be observed; \(NearestName.mend(name, in: known.map(\.name)))")
      }
      terms.append(term)
    }
    guard !terms.isEmpty else { throw list.error("the policy would see nothing; name at least one sensor") }
    self.init(
      terms: terms,
      frames: try fields.optional("frames")?.integer(atLeast: 1) ?? 1,
      commands: try fields.optional("commands")?.integer(atLeast: 0) ?? 1)
  }
}
