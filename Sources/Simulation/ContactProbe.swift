import Control
import RobotModels

/// How a link touches what is around it.
public struct ContactProbe: Sendable {
  public let link: String
  let probe: LinkProbe

  /// One for each link with shapes that moves.
  public static func all(of model: SimulationModel) -> [ContactProbe] {
    model.model.links.indices.filter { model.bodyOfLink[$0] != nil && !model.surfaces[$0].isEmpty }.map {
      let name = model.model.links[$0].name
      return ContactProbe(link: name, probe: LinkProbe(name, .contact, model: model))
    }
  }
}
