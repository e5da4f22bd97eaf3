import Control
import Mathematics
import RobotModels
import Robots

extension FreeObject {
  /// Reads one entry of `objects:` and the sensors that a camera gives of it:
  ///
  ///     cube:
  ///       box: {size_m: [0.06, 0.06, 0.06]}
  ///       mass_kg: 0.08
  ///       friction: 0.9
  ///       link: palm
  ///       start: {z_m: 0.03, yaw_rad: 0.2}
  ///       tracker:
  ///         position: {noise_m: 0.001, rate_hz: 60, latency_s: 0.02}
  static func read(
    _ field: YAMLValue.Field, robot: RobotDescription, model: RobotModel
  ) throws(InputError) -> (FreeObject, [RobotDescription.Sensor]) {
    try check(field, robot, model)
    let forms = ["box", "sphere", "capsule", "cylinder"]
    let fields = try field.value.fields(forms + ["mass_kg", "friction", "restitution", "link", "start", "tracker"])
    let found = forms.filter { fields.optional($0) != nil }
    guard found.count == 1 else {
      throw field.value.error("has \(found.count) shapes; write one of \(forms.joined(separator: ", "))")
    }
    let (position, angles) = try start(fields.required("start"))
    let object = FreeObject(
      name: field.key, geometry: try geometry(found[0], fields.required(found[0])),
      mass: try fields.number("mass_kg", .positive), friction: try fields.number("friction", .notNegative),
      restitution: try fields.number("restitution", .between(0, 1), otherwise: 0),
      link: try fields.optional("link").map { value throws(InputError) in try link(value, model) },
      startPosition: position, startAngles: angles)
    if let problem = Parameter.objectMass(object: object.name).problem(with: object.mass) {
      throw try fields.required("mass_kg").error("\(problem); give another value")
    }
    let sensors = try fields.optional("tracker").map { value throws(InputError) in try tracker(of: object.name, value) }
    return (object, sensors ?? [])
  }

  /// An object's name stands in keys beside those of links and joints.
  private static func check(_ field: YAMLValue.Field, _ robot: RobotDescription, _ model: RobotModel) throws(InputError) {
    guard field.key.allSatisfy({ $0.isLetter || $0.isNumber || "_-".contains($0) }), !field.key.isEmpty else {
      throw field.value.error("an object's name is made of letters, digits, _ and -; rename it")
    }
    let taken = model.links.map(\.name) + robot.joints.map(\.name)
      + ["base", "world", "contact", "terrain", "push", "goal", "command"]
    if taken.contains(field.key) {
      throw field.value.error("something of the robot or the scenario has this name already; rename the object")
    }
  }

  private static func geometry(_ form: String, _ value: YAMLValue) throws(InputError) -> RobotModel.Shape.Geometry {
    switch form {
    case "box":
      let list = try value.fields(["size_m"]).required("size_m")
      let sides = try list.list()
      guard sides.count == 3 else { throw list.error("has \(sides.count) entries; write three side lengths, [x, y, z]") }
      let (x, y, z) = (try sides[0].number(.positive), try sides[1].number(.positive), try sides[2].number(.positive))
      return .box(size: Vector3(x, y, z))
    case "sphere": return .sphere(radius: try value.fields(["radius_m"]).number("radius_m", .positive))
    default:
      let fields = try value.fields(["radius_m", "length_m"])
      let (radius, length) = (try fields.number("radius_m", .positive), try fields.number("length_m", .positive))
      return form == "capsule" ? .capsule(radius: radius, length: length) : .cylinder(radius: radius, length: length)
    }
  }

  private static func link(_ value: YAMLValue, _ model: RobotModel) throws(InputError) -> String {
    let name = try value.text()
    if model.linkIndex(named: name) != nil { return name }
    throw value.error("the model has no such link; \(NearestName.mend(name, in: model.links.map(\.name)))")
  }

  private static func start(_ value: YAMLValue) throws(InputError) -> (Vector3, Vector3) {
    let fields = try value.fields(["x_m", "y_m", "z_m", "roll_rad", "pitch_rad", "yaw_rad"])
    func number(_ key: String) throws(InputError) -> Double { try fields.number(key, .between(-100, 100), otherwise: 0) }
    return (
      Vector3(try number("x_m"), try number("y_m"), try number("z_m")),
      Vector3(try number("roll_rad"), try number("pitch_rad"), try number("yaw_rad"))
    )
  }

  /// `position` and `orientation` stand for their components.
  private static func tracker(of object: String, _ value: YAMLValue) throws(InputError) -> [RobotDescription.Sensor] {
    let seen = ControlInterface.ObjectQuantity.allCases.filter(\.isMeasurable)
    let names = ["position", "orientation", "yaw"]
    var sensors: [RobotDescription.Sensor] = []
    for field in try value.namedFields() {
      let quantities = seen.filter { $0.rawValue == field.key || $0.rawValue.hasPrefix(field.key + "_") }
      guard let first = quantities.first else {
        throw field.value.error("a tracker does not see this; \(NearestName.mend(field.key, in: names))")
      }
      for quantity in quantities {
        let sensor = try RobotDescription.sensor(.object(object, quantity), field.value, keyUnit: first.keyUnit)
        guard !sensors.contains(where: { $0.sensor == sensor.sensor }) else {
          throw field.value.error("stands in the tracker already; remove one of the two")
        }
        sensors.append(sensor)
      }
    }
    guard !sensors.isEmpty else { throw value.error("sees nothing; name position, orientation or yaw, or remove it") }
    return sensors
  }
}
