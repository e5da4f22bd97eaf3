import Control
import Mathematics
public import Scenarios
public import Simulation

/// The physical parameters that a trace can say something of: those the training box randomizes, without noise and
/// timing jitter, each with what the box expects of it.
public struct IdentifiedParameters: Sendable {
  public let names: [String]
  /// Mean and standard deviation under the training box.   (parameters)
  public let means: [Double]
  public let deviations: [Double]
  /// What must stay positive; for a parameter without that bound −infinity.
  public let lowerBounds: [Double]

  /// - Parameter draws: from the box, to estimate the moments.
  public init(scenario: Scenario, model: SimulationModel, draws: Int = 2000) {
    let randomized = Set(scenario.training.randomizations.map(\.field))
    var names: [String] = []
    var bounds: [Double] = []
    for parameter in model.parameters {
      let name = parameter.name(for: scenario.robot)
      guard randomized.contains(name) else { continue }
      switch parameter {
      case .noise, .bias, .periodJitter, .latency, .dropout, .biasWalk, .actionLoss, .observationLoss, .actionJitter,
        .observationJitter, .contactFriction, .contactRestitution, .slope, .stepHeight, .stepPattern, .push, .goal, .centre,
        .sizeScale, .objectMass, .objectSize, .objectFriction, .objectRestitution, .objectPush:
        continue
      case .mass, .lengthScale, .strength, .inertiaScale, .servoStiffness, .servoDamping:
        names.append(name)
        bounds.append(0.05 * model.nominal.parameters[name]!)
      case .damping, .friction, .actionDelay, .observationDelay, .gravity, .payload, .rotorInertia, .backlash:
        names.append(name)
        bounds.append(0)
      }
    }
    let variants = scenario.training.variants(draws, nominal: model.nominal, seed: 1)
    means = names.map { name in variants.reduce(0) { $0 + $1.parameters[name]! } / Double(draws) }
    deviations = zip(names, means).map { name, mean in
      let squares = variants.reduce(0) { $0 + ($1.parameters[name]! - mean) * ($1.parameters[name]! - mean) }
      return max((squares / Double(draws)).squareRoot(), 1e-12)
    }
    self.names = names
    lowerBounds = bounds
  }

  public var count: Int { names.count }

  /// The nominal variant with these parameters, given in standard deviations from the box's mean.
  func variant(at scores: [Double], nominal: Variant) -> Variant {
    var variant = nominal
    for i in names.indices { variant.parameters[names[i]] = max(lowerBounds[i], means[i] + scores[i] * deviations[i]) }
    for delay in ["action_delay_s", "observation_delay_s"] {
      if let value = variant.parameters[delay] { variant.parameters[delay] = min(value, Parameter.longestDelay) }
    }
    return variant
  }
}
