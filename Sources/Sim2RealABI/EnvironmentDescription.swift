import Control
import Foundation
import Robots
import Scenarios
import Simulation

/// What `sim2real_describe` says, as JSON.
struct EnvironmentDescription: Encodable {
  struct Value: Encodable {
    let name: String
    let unit: String
    let low: Float?
    let high: Float?
  }

  struct Action: Encodable {
    let name: String
    let unit: String
    let scale: Float
    let offset: Float
  }

  let scenario: String
  let file: String
  let robot: String
  let randomizations: [String]
  let observation: [Value]
  let action: [Action]
  let rewardTerms: [String]
  let parameters: [String: Double]

  init(of environments: SimulatedEnvironments) {
    let (interface, layout, source) = (environments.interface, environments.layout, environments.scenario)
    scenario = source.name
    file = source.file
    robot = source.robot.name
    randomizations = ["training"] + source.heldOut.map(\.name)
    observation = zip(layout.names(for: interface), layout.bounds(for: interface)).map {
      Value(name: $0.name, unit: $0.unit, low: $1?.lowerBound, high: $1?.upperBound)
    }
    let decoder = environments.decoder
    action = interface.actuators.indices.map {
      Action(
        name: interface.actuatorName($0), unit: interface.unit(ofActuator: $0), scale: decoder.scale[$0],
        offset: decoder.offset[$0])
    }
    rewardTerms = environments.rewardTermNames
    parameters = environments.model.nominal.parameters
  }

  func json() throws(Refusal) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(self), as: UTF8.self) } catch {
      throw Refusal("\(file): cannot be described as JSON (\(error)): correct its numbers.")
    }
  }
}
