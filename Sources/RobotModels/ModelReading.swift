import Foundation
import Mathematics
import Robots

/// What the readers of URDF and MJCF share: attributes read strictly, and warnings of what is not used.
protocol ModelReading {
  var warnings: [InputError] { get set }
  var faults: [InputError] { get set }
}

extension ModelReading {
  mutating func warn(_ element: XMLElement, _ key: String?, _ problem: String) {
    warnings.append(element.error(key, problem))
  }

  /// An inertia that no body can have is used as it is, unless it spoils the body that it is part of.
  ///
  /// - Parameter line: where a link's inertia stands; nil: the link's own line.
  mutating func judgeInertias(of model: RobotModel, line: (Int) -> Int?) {
    let bodies = model.bodies
    let masses = model.bodyMasses
    for (i, link) in model.links.enumerated() {
      guard let inertial = link.inertial, let problem = inertial.inertia.problem(ofMass: inertial.mass) else { continue }
      func finding(_ rest: String) -> InputError {
        InputError(file: model.file, line: line(i) ?? link.line, key: link.name, problem: problem + rest)
      }
      let isSpoiled = masses[bodies[i]].map { $0.inertia.isNegative || $0.inertia.excess(ofMass: $0.mass) > 1.5 } ?? false
      if isSpoiled { faults.append(finding("; correct its entries")) } else { warnings.append(finding(" (it is used as it is)")) }
    }
  }

  /// Warns of everything that the reader does not know.
  mutating func expect(_ element: XMLElement, attributes: [String], children: [String], ignored: [String] = []) {
    for attribute in element.attributes.keys.sorted() where !attributes.contains(attribute) {
      warn(element, element.name, "the attribute \(attribute) is not used")
    }
    for child in element.children where !children.contains(child.name) && !ignored.contains(child.name) {
      warn(child, element.attributes["name"] ?? element.name, "<\(child.name)> is not used")
    }
  }
}

extension XMLElement {
  /// A name that must be there and not be empty.
  func text(_ attribute: String) throws(InputError) -> String {
    guard let value = attributes[attribute], !value.isEmpty else {
      throw error(name, "has no \(attribute); add \(attribute)=\"…\"")
    }
    return value
  }

  func number(_ attribute: String, of owner: String, otherwise: Double? = nil) throws(InputError) -> Double {
    guard let text = attributes[attribute] else {
      if let otherwise { return otherwise }
      throw error(owner, "<\(name)> has no \(attribute); add \(attribute)=\"…\"")
    }
    return try value(text, attribute, of: owner)
  }

  func vector(_ attribute: String, of owner: String, otherwise: Vector3? = nil) throws(InputError) -> Vector3 {
    guard attributes[attribute] != nil else {
      if let otherwise { return otherwise }
      throw error(owner, "<\(name)> has no \(attribute); add \(attribute)=\"x y z\"")
    }
    let numbers = try numbers(attribute, of: owner)!
    guard numbers.count == 3 else {
      throw error("\(owner): \(attribute)", "has \(numbers.count) numbers in \"\(attributes[attribute]!)\"; give three")
    }
    return Vector3(numbers[0], numbers[1], numbers[2])
  }

  /// However many numbers; nil where the attribute is absent.
  func numbers(_ attribute: String, of owner: String) throws(InputError) -> [Double]? {
    guard let text = attributes[attribute] else { return nil }
    var numbers: [Double] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      numbers.append(try value(String(word), attribute, of: owner))
    }
    return numbers
  }

  private func value(_ text: String, _ attribute: String, of owner: String) throws(InputError) -> Double {
    guard let value = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)), value.isFinite else {
      throw error("\(owner): \(attribute)", "\"\(text)\" is not a finite number; write one such as 0.5")
    }
    return value
  }

  func required(_ name: String, of owner: String) throws(InputError) -> XMLElement {
    guard let child = try only(name) else { throw error(owner, "<\(self.name)> has no <\(name)>; add one") }
    return child
  }

  func only(_ name: String) throws(InputError) -> XMLElement? {
    let children = children(name)
    if children.count > 1 {
      throw children[1].error(name, "stands twice in <\(self.name)>; remove one")
    }
    return children.first
  }
}
