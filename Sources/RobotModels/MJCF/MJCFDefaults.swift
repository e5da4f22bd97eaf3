import Robots

/// The attributes that classes give to elements which do not say otherwise.
struct MJCFDefaults {
  /// Class → kind of element → attributes, those of the classes around it included.
  private var classes: [String: [String: [String: String]]] = ["main": [:]]

  var names: [String] { classes.keys.sorted() }

  /// All drives share one set of defaults, as in MuJoCo.
  static let actuators = ["general", "motor", "position", "velocity"]

  private static func kind(_ name: String) -> String { actuators.contains(name) ? "general" : name }

  mutating func begin(_ name: String, within parent: String) {
    var inherited = classes[parent] ?? [:]
    for (kind, attributes) in classes[name] ?? [:] { Self.merge(attributes, into: &inherited[kind, default: [:]]) }
    classes[name] = inherited
  }

  mutating func set(_ element: XMLElement, in name: String) {
    Self.merge(
      element.attributes.filter { $0.key != "class" },
      into: &classes[name, default: [:]][Self.kind(element.name), default: [:]])
  }

  /// Lists of numbers that may be cut short: what the shorter one lacks stays.
  private static let lists = ["friction", "size"]

  private static func merge(_ attributes: [String: String], into defaults: inout [String: String]) {
    for (key, value) in attributes {
      var words = value.split(whereSeparator: \.isWhitespace)
      if lists.contains(key), let before = defaults[key]?.split(whereSeparator: \.isWhitespace) {
        words += before.dropFirst(words.count)
        defaults[key] = words.joined(separator: " ")
      } else {
        defaults[key] = value
      }
    }
  }

  /// The element with the attributes that its class adds.
  ///
  /// - Parameter inherited: the `childclass` of the bodies around it.
  func completed(_ element: XMLElement, inherited: String?) throws(InputError) -> XMLElement {
    let name = element.attributes["class"] ?? inherited ?? "main"
    guard let defaults = classes[name] else {
      throw element.error(
        "\(element.name): class", "there is no default class \"\(name)\"; \(NearestName.mend(name, in: names))")
    }
    var attributes = defaults[Self.kind(element.name)] ?? [:]
    // One way to say an orientation or a mass replaces the others.
    for group in [MJCFReader.orientations, ["mass", "density"], ["diaginertia", "fullinertia"]]
    where group.contains(where: { element.attributes[$0] != nil }) {
      for attribute in group { attributes[attribute] = nil }
    }
    Self.merge(element.attributes, into: &attributes)
    return element.with(attributes: attributes)
  }
}

extension MJCFReader {
  mutating func readDefaults(_ element: XMLElement) throws(InputError) {
    try readDefaults(element, name: element.attributes["class"] ?? "main", within: "main")
  }

  private mutating func readDefaults(_ element: XMLElement, name: String, within parent: String) throws(InputError) {
    expect(
      element, attributes: ["class"], children: ["default", "joint", "geom", "mesh", "material"] + MJCFDefaults.actuators)
    if name != parent { defaults.begin(name, within: parent) }
    for child in element.children where child.name != "default" {
      warnOfAttributes(child)
      defaults.set(child, in: name)
    }
    for child in element.children("default") {
      try readDefaults(child, name: child.text("class"), within: name)
    }
  }

  /// The attributes that are used of each kind of element.
  private static let known: [String: [String]] = [
    "joint": jointAttributes, "geom": geomAttributes, "mesh": meshAttributes, "material": ["name", "class", "rgba"],
    "general": actuatorAttributes + generalAttributes, "motor": actuatorAttributes,
    "position": actuatorAttributes + ["kp", "kv"], "velocity": actuatorAttributes + ["kv"],
  ]

  mutating func warnOfAttributes(_ element: XMLElement) {
    guard let known = Self.known[element.name] else { return }
    expect(element, attributes: known, children: [])
  }
}
