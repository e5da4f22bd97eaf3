import Control
import FoundationEssentials
import Mathematics
import RobotModels

/// What the page's script draws from, as JSON; long rows of numbers are Float32 in base64.
struct PageData: Encodable {
  var entries: [Entry]

  struct Entry: Encodable {
    var name: String
    var run: Run?
    var curves: [ReportPage.Curve]

    init(_ entry: ReportPage.Entry) {
      name = entry.name
      run = entry.recording.flatMap { $0.times.isEmpty ? nil : Run($0) }
      curves = entry.curves
    }
  }

  struct Run: Encodable {
    var showsTruth: Bool
    var links: [PageLink]
    var meshes: [PageMeshes.Surface]
    /// Whether the robot goes where it wants, so that the camera goes along.
    var isFree: Bool
    /// Of the floor, m; null: the page lays one below the robot.
    var floorHeight: Double?
    /// Of the pictures, s.                               (pictures)
    var pictureTimes: Numbers
    /// x, y, z, then the quaternion w, x, y, z.           (pictures × links × 7)
    var poses: Numbers
    /// Of the plots, s.                                  (samples)
    var times: Numbers
    var joints: [String]
    var plots: [Plot]
    /// Where the safety supervisor limited (1) or stopped (2).     (samples)
    var safety: Numbers
  }

  /// All curves of one quantity.
  struct Plot: Encodable {
    var title: String
    var unit: String
    var lines: [Line]
  }

  struct Line: Encodable {
    /// Index into the joints; null for what is no joint's.
    var joint: Int?
    /// In the plot's legend, for what is no joint's.
    var name: String
    /// Whether it is what was asked for and not given.
    var isDashed: Bool
    var values: Numbers  // (samples)
  }

  /// `<` never stands in it, so that no text ends the script that holds it.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let json = try? encoder.encode(self) else { preconditionFailure("plain values have a JSON") }
    return String(decoding: json, as: UTF8.self).split(separator: "<", omittingEmptySubsequences: false)
      .joined(separator: "\\u003c")
  }
}

/// Numbers as little-endian Float32 in base64.
struct Numbers: Encodable {
  private let base64: String

  init(_ values: some Sequence<Double>) {
    var bytes = Data()
    for value in values {
      withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    base64 = bytes.base64EncodedString()
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(base64)
  }
}

extension PageData.Run {
  /// Pictures a second at most; the page draws between them.
  private static let pictureRate = 50.0
  /// Samples of each curve at most: a longer run shows every second, third … tick.
  private static let sampleLimit = 20_000

  init(_ recording: RunRecording) {
    let (interface, times) = (recording.interface, recording.times)
    showsTruth = recording.showsTruth
    let model = recording.model
    let shown = PageLink.shown(model) + model.freeLinks.indices.map { model.links.count + $0 }
    var surfaces = PageMeshes()
    isFree = recording.isFree
    links = shown.map { PageLink($0, of: model, isFree: recording.isFree, meshes: &surfaces) }
    if !model.worldShapes.isEmpty {
      links.append(PageLink(name: "world", isFixed: true, shapes: model.worldShapes, meshes: &surfaces))
    }
    meshes = surfaces.surfaces
    floorHeight = model.groundPlanes.first?.origin.position.z ?? (isFree ? 0 : nil)
    let still: [Double] = model.worldShapes.isEmpty ? [] : [0, 0, 0, 1, 0, 0, 0]

    let stride = max(1, Int((1 / (Self.pictureRate * interface.period) + 1e-9).rounded(.down)))
    let pictures = Self.everySo(many: stride, of: times.count)
    pictureTimes = Numbers(pictures.map { times[$0] })
    poses = Numbers(pictures.lazy.flatMap { tick in
      shown.flatMap { link in
        let pose = recording.poses[tick][link]
        let (p, q) = (pose.position, pose.rotation.quaternion)
        return [p.x, p.y, p.z, q[0], q[1], q[2], q[3]]
      } + still
    })

    let samples = Self.everySo(many: 1 + (times.count - 1) / Self.sampleLimit, of: times.count)
    self.times = Numbers(samples.map { times[$0] })
    joints = interface.joints.map(\.name)
    safety = Numbers(samples.map { tick in
      recording.events[tick].isEmpty ? 0 : recording.events[tick].isDisjoint(with: .stopping) ? 1 : 2
    })
    var plots: [PageData.Plot] = []
    func add(_ title: String, _ unit: String, _ line: PageData.Line) {
      if let i = plots.firstIndex(where: { $0.title == title && $0.unit == unit }) {
        plots[i].lines.append(line)
      } else {
        plots.append(PageData.Plot(title: title, unit: unit, lines: [line]))
      }
    }
    func addSensors(where isWanted: (ControlInterface.Sensor) -> Bool) {
      for (s, sensor) in interface.sensors.enumerated() where isWanted(sensor) {
        let (title, name) = sensor.plotNames
        let values = Numbers(samples.map { recording.readings[$0][s] })
        add(
          title, interface.unit(ofSensor: s),
          PageData.Line(joint: sensor.joint, name: name, isDashed: false, values: values))
      }
    }
    for quantity in ControlInterface.Sensor.Quantity.allCases { addSensors { $0.quantity == quantity } }
    for (a, actuator) in interface.actuators.enumerated() {
      let (wanted, given) = (samples.map { recording.requested[$0][a] }, samples.map { recording.applied[$0][a] })
      let unit = interface.unit(ofActuator: a)
      add("Command", unit, PageData.Line(joint: actuator.joint, name: "", isDashed: false, values: Numbers(given)))
      if wanted != given {
        add("Command", unit, PageData.Line(joint: actuator.joint, name: "", isDashed: true, values: Numbers(wanted)))
      }
    }
    addSensors { $0.joint == nil }
    self.plots = plots
  }

  /// 0, n, 2n … and the last one.
  private static func everySo(many n: Int, of count: Int) -> [Int] {
    var indices = Array(Swift.stride(from: 0, to: count, by: n))
    if indices.last != count - 1 { indices.append(count - 1) }
    return indices
  }
}

extension ControlInterface.Sensor {
  /// The plot that it belongs to, and its name there: components of a vector and contacts share one.
  fileprivate var plotNames: (plot: String, line: String) {
    switch self {
    case .joint(_, let quantity): return (Self.title(quantity.rawValue), "")
    case .goal(let name, _): return ("Goal", name)
    case .link(let link, .contact): return ("Contact", link)
    case .link(let link, let quantity): return Self.component(quantity.rawValue, of: link)
    case .object(let object, .contact): return ("Contact", object)
    case .object(let object, let quantity): return Self.component(quantity.rawValue, of: object)
    }
  }

  /// `angular_velocity_x` → `trunk: angular velocity`, `x`
  private static func component(_ quantity: String, of owner: String) -> (plot: String, line: String) {
    let words = quantity.split(separator: "_").map(String.init)
    guard words.count > 1 else { return ("\(owner): \(quantity)", "") }
    return ("\(owner): " + words.dropLast().joined(separator: " "), words[words.count - 1])
  }

  private static func title(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
