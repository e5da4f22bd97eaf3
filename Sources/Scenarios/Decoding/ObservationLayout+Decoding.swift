import Control
import Robots

extension ObservationLayout {
  init(_ value: YAMLValue, _ words: Vocabulary) throws(InputError) {
    let fields = try value.fields(["terms", "frames", "commands"])
    let sensors = words.interface.sensors.indices
    let angles = sensors.filter(words.interface.isAngle)
    let all: [Term] = sensors.map { .sensor($0) } + angles.map { .sine($0) } + angles.map { .cosine($0) }
    let known = all.map { $0.name(for: words.interface) }
    let list = try fields.required("terms")
    var terms: [Term] = []
    for entry in try list.list() {
      let name = try entry.text()
      guard let term = known.firstIndex(of: name).map({ all[$0] }) else {
        throw entry.error("\"\(name)\" cannot be observed; \(NearestName.mend(name, in: known))")
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
