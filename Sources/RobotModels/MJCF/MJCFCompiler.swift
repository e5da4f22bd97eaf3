import Foundation
import Mathematics
import Robots

/// How the numbers of an MJCF file are meant: its `compiler` element.
struct MJCFCompiler {
  enum InertiaFromGeometry: String, CaseIterable { case `false`, `true`, auto }

  /// Of the file's unit of angles, rad.
  var angleUnit = Double.pi / 180
  var eulerSequence = "xyz"
  /// Whether a range alone makes a limit.
  var limitsAutomatically = true
  var inertiaFromGeometry = InertiaFromGeometry.auto
  /// Of the geoms that count for masses.
  var inertiaGroups = 0...5
  /// kg; not positive: as the bodies say.
  var totalMass = -1.0
  var leastMass = 0.0
  var leastInertia = 0.0
  var balancesInertia = false
  var meshFolder = ""
}

extension MJCFReader {
  mutating func readCompiler(_ element: XMLElement) throws(InputError) {
    expect(
      element,
      attributes: [
        "angle", "eulerseq", "autolimits", "inertiafromgeom", "inertiagrouprange", "settotalmass", "boundmass",
        "boundinertia", "balanceinertia", "meshdir", "assetdir", "coordinate", "texturedir",
      ], children: [])
    enum Angle: String, CaseIterable { case degree, radian }
    enum Coordinate: String, CaseIterable { case local }
    if let angle: Angle = try element.choice("angle") { compiler.angleUnit = angle == .degree ? .pi / 180 : 1 }
    let _: Coordinate? = try element.choice("coordinate")
    if let sequence = element.attributes["eulerseq"] {
      guard sequence.count == 3, sequence.allSatisfy({ "xyzXYZ".contains($0) }) else {
        throw element.error("eulerseq", "\"\(sequence)\" is no sequence of axes; write three of x, y, z, X, Y and Z")
      }
      compiler.eulerSequence = sequence
    }
    compiler.limitsAutomatically = try element.flag("autolimits") ?? compiler.limitsAutomatically
    compiler.inertiaFromGeometry = try element.choice("inertiafromgeom") ?? compiler.inertiaFromGeometry
    compiler.balancesInertia = try element.flag("balanceinertia") ?? compiler.balancesInertia
    compiler.totalMass = try element.number("settotalmass", of: "compiler", otherwise: compiler.totalMass)
    compiler.leastMass = try element.number("boundmass", of: "compiler", otherwise: compiler.leastMass)
    compiler.leastInertia = try element.number("boundinertia", of: "compiler", otherwise: compiler.leastInertia)
    compiler.meshFolder = element.attributes["meshdir"] ?? element.attributes["assetdir"] ?? compiler.meshFolder
    if let groups = try element.numbers("inertiagrouprange", of: "compiler") {
      guard groups.count == 2, groups[0] <= groups[1] else {
        throw element.error("inertiagrouprange", "is no range of groups; write for example \"0 5\"")
      }
      compiler.inertiaGroups = Int(groups[0])...Int(groups[1])
    }
  }
}

extension XMLElement {
  func flag(_ attribute: String) throws(InputError) -> Bool? {
    enum Flag: String, CaseIterable { case `true`, `false` }
    let flag: Flag? = try choice(attribute)
    return flag.map { $0 == .true }
  }

  /// `true`, `false` or `auto`: nil for the last and where the attribute is absent.
  func automaticFlag(_ attribute: String) throws(InputError) -> Bool? {
    attributes[attribute] == "auto" ? nil : try flag(attribute)
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ attribute: String
  ) throws(InputError) -> Choice? where Choice.RawValue == String {
    guard let text = attributes[attribute] else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    throw error(
      "\(attributes["name"] ?? name): \(attribute)", "\"\(text)\" is not supported; \(NearestName.mend(text, in: known))")
  }
}
