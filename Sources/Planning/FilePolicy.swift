public import Control
public import Policies

/// What a policy file holds, ready to act: its network, or its planner.
///
/// Copies share the planner; make one for each loop.
public struct FilePolicy: Policy {
  private var network: NetworkPolicy
  /// Nil where the network is the policy.
  public let planner: Planner?

  public var observationCount: Int { network.observationCount }
  public var actionCount: Int { network.actionCount }

  public mutating func reset() {
    planner?.reset()
    network.reset()
  }

  public mutating func act(on observation: [Float], at offset: Int, into action: inout [Float]) {
    if let planner {
      planner.act(on: observation, at: offset, into: &action)
    } else {
      network.act(on: observation, at: offset, into: &action)
    }
  }

  fileprivate init(_ network: NetworkPolicy, _ planner: Planner?) {
    self.network = network
    self.planner = planner
  }
}

extension PolicyFile {
  /// Whether the planner plans on the simulator, which only a program that has one can run.
  public var needsSimulator: Bool { planner?.settings.model == .simulator }

  /// - Parameters:
  ///   - limits: of the controller that it will act in; the planner's model obeys them too.
  ///   - threads: of a planner; they change the speed and nothing else.
  ///   - simulator: what a planner on the simulator plans with.
  /// - Precondition: there is one where ``needsSimulator`` says so.
  public func makePolicy(
    limits: SafetyLimits, threads: Int = 1, simulator: (any PlanningModel)? = nil
  ) -> FilePolicy {
    FilePolicy(NetworkPolicy(network), planner.map { planner in
      let learned = planner.settings.model == .learned ? model : nil
      let own = learned.map {
        LearnedPlanningModel(
          $0, interface: interface, decoder: decoder, limits: limits, settings: planner.settings,
          guide: planner.guide, threads: threads)
      }
      guard let model = own ?? simulator else { preconditionFailure("the planner plans on a simulator; give one") }
      return Planner(settings: planner.settings, model: model)
    })
  }

  /// The policy within its pipeline, whether network or planner.
  public func makeController(
    limits: SafetyLimits, threads: Int = 1, simulator: (any PlanningModel)? = nil
  ) -> PolicyController<FilePolicy> {
    PolicyController(
      policy: makePolicy(limits: limits, threads: threads, simulator: simulator),
      pipeline: ControlPipeline(interface: interface, layout: layout, decoder: decoder, limits: limits))
  }
}
