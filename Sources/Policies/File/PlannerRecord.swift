import Control

/// A planner in a policy file's metadata: `planner` is this JSON, `planner_weights` the numbers of its networks.
struct PlannerRecord: Codable {
  static let key = "planner"
  static let weightsKey = "planner_weights"

  var settings: PlanningSettings
  var guide: Guide?

  struct Guide: Codable {
    var layout: LayoutRecord
    var policy: NetworkRecord?
    var critics: [NetworkRecord]
  }

  init(_ planner: PlannerDescription, _ interface: ControlInterface) {
    settings = planner.settings
    guide = planner.guide.map {
      Guide(
        layout: LayoutRecord($0.layout, interface), policy: $0.policy.map(NetworkRecord.init),
        critics: $0.critics.map(NetworkRecord.init))
    }
  }

  static func weights(_ planner: PlannerDescription) -> String {
    var block = WeightBlock()
    if let policy = planner.guide?.policy { block.append(policy) }
    for critic in planner.guide?.critics ?? [] { block.append(critic) }
    return block.text
  }

  func planner(
    for interface: ControlInterface, state: StateLayout, weights text: String
  ) throws(PolicyFault) -> PlannerDescription {
    func fault(_ problem: String) -> PolicyFault { PolicyFault(Self.key, problem + "; export it again") }
    if let problem = settings.problem { throw fault(problem) }
    var reader = try WeightBlock.Reader(text, Self.weightsKey)
    var read: PlanningGuide?
    if let guide {
      var policy: Network?
      if let record = guide.policy { policy = try record.network(from: &reader, Self.weightsKey) }
      var critics: [Network] = []
      for record in guide.critics { critics.append(try record.network(from: &reader, Self.weightsKey)) }
      let made = PlanningGuide(layout: try guide.layout.layout(for: interface), policy: policy, critics: critics)
      if let problem = made.problem(for: interface, state) { throw fault(problem) }
      read = made
    }
    try reader.finish()
    return PlannerDescription(settings: settings, guide: read)
  }
}
