import Foundation
import Mathematics
import Reports
import RobotModels
import TestSupport
import Testing

@Suite struct ReportPageTests {
  private let page = ReportPage(
    title: "Two <runs> & more",
    entries: [
      ReportPage.Entry(
        name: "first", recording: Sample.recording(ticks: 300),
        curves: [.init(name: "episode/return", steps: [0, 10, 20], values: [0, .nan, 5])],
        details: [
          .facts(title: "Facts", [("Seed", "1"), ("</script>", "{{data}}")]),
          .table(title: "Certificate", head: ["Set", "Success"], rows: [["interpolation", "99 %"]]),
          .text(title: "Settings", "a: <b>\n"),
        ]),
      ReportPage.Entry(name: "</script><b>", recording: Sample.recording(ticks: 50)),
    ])

  @Test("the page is one file that names no other, and no text of a run can break out of its place")
  func selfContained() throws {
    let html = page.html()
    #expect(html.contains("<title>Two &lt;runs&gt; &amp; more</title>"))
    #expect(html.contains("<dt>&lt;/script&gt;</dt><dd>{{data}}</dd>") && html.contains("<pre>a: &lt;b&gt;\n</pre>"))
    #expect(html.count(of: "<script") == 2 && html.count(of: "</script>") == 2 && html.count(of: "<style>") == 1)
    for fragment in ["http:", "https:", "src=", "@import", "url(", "<link", "import("] {
      #expect(!html.contains(fragment), "\(fragment)")
    }
    let open = try #require(html.range(of: "id=\"data\">")), close = try #require(html[open.upperBound...].range(of: "</script>"))
    let json = try JSONSerialization.jsonObject(with: Data(html[open.upperBound..<close.lowerBound].utf8))
    let entries = try #require((json as? [String: Any])?["entries"] as? [[String: Any]])
    #expect(entries.map { $0["name"] as? String } == ["first", "</script><b>"])
    let run = try #require(entries[0]["run"] as? [String: Any])
    #expect((run["links"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == ["base", "slide", "arm", "tip"])
    let plots = try #require(run["plots"] as? [[String: Any]])
    #expect(plots.map { "\($0["title"]!) \($0["unit"]!)" } == ["Position rad", "Position m", "Velocity rad/s", "Velocity m/s", "Command N"])
    #expect((plots[4]["lines"] as? [[String: Any]])?.count == 2, "what was asked for and what was given")
  }

  @Test("a long run is thinned out, and its last picture is kept")
  func thinned() throws {
    let html = ReportPage(title: "long", entries: [.init(name: "long", recording: Sample.recording(ticks: 1002))]).html()
    #expect(html.utf8.count < 500_000)
    let times = try numbers("pictureTimes", in: html)
    #expect(times.count == 502 && times.last == 10.01, "50 pictures a second, of ticks at 100 Hz, and the last")
    #expect(try numbers("poses", in: html).count == 502 * 4 * 7)
  }

  @Test("a mesh is in the page once, coarse enough, and as large as it was; a mesh that is gone by then is left out")
  func meshes() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("ball.obj")
    try Self.ball(rings: 100).write(to: file, atomically: true, encoding: .utf8)
    var model = Sample.model
    let shape = RobotModel.Shape(geometry: .mesh(Mesh(file: file, scale: Vector3(repeating: 2))))
    let gone = RobotModel.Shape(geometry: .mesh(Mesh(file: folder.appendingPathComponent("gone.obj"))))
    (model.links[1].visuals, model.links[2].visuals) = ([shape, gone], [shape])
    var recording = RunRecording(model: model, interface: Sample.interface)
    recording.append(Sample.tick(0), poses: recording.frames.poses(at: [0, 0]))
    let html = ReportPage(title: "mesh", entries: [.init(name: "mesh", recording: recording)]).html()
    #expect(html.count(of: "\"kind\":\"mesh\"") == 2 && html.count(of: "\"vertices\"") == 1)
    let (vertices, triangles) = (try numbers("vertices", in: html), try numbers("triangles", in: html))
    #expect(triangles.count / 3 <= 6000 && triangles.count / 3 > 1500, "of 40,000 triangles")
    #expect(triangles.allSatisfy { $0 >= 0 && Int($0) < vertices.count / 3 })
    #expect(abs(vertices.max()! - 2) < 0.05 && abs(vertices.min()! + 2) < 0.05)
  }

  /// A unit ball as an OBJ file.
  private static func ball(rings: Int) -> String {
    var lines: [String] = []
    for i in 0...rings {
      for k in 0..<2 * rings {
        let (up, around) = (Double.pi * Double(i) / Double(rings), Double.pi * Double(k) / Double(rings))
        lines.append("v \(sin(up) * cos(around)) \(sin(up) * sin(around)) \(cos(up))")
      }
    }
    for i in 0..<rings {
      for k in 0..<2 * rings {
        let (a, b) = (i * 2 * rings + k + 1, i * 2 * rings + (k + 1) % (2 * rings) + 1)
        lines.append("f \(a) \(a + 2 * rings) \(b + 2 * rings) \(b)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func numbers(_ key: String, in html: String) throws -> [Float] {
    let open = try #require(html.range(of: "\"\(key)\":\"")), close = try #require(html[open.upperBound...].firstIndex(of: "\""))
    let data = try #require(Data(base64Encoded: html[open.upperBound..<close].replacingOccurrences(of: "\\/", with: "/")))
    return data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 4).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
      }
    }
  }

  /// What a person sees in the browser; see `Tests/Peers/browse_report.py`.
  private struct Seen: Decodable {
    var title: String
    var plays, pauses: Bool
    var colours, tabs, curves, overflow: Int
    var still, scrubbed, cursor, dragged, zoomed, sought, hidden: Double
    var clock, second: String
    var dark: [Int]
    var problems, requests: [String]
  }

  @Test(
    "in a browser the robot is seen, plays, pauses, and follows the time, the drag and the wheel",
    .enabled(if: Chromium.url != nil, Comment(rawValue: Chromium.absence)))
  func browser() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("report.html")
    try page.html().write(to: file, atomically: true, encoding: .utf8)
    let text = try Repository.runPeer("Tests/Peers/browse_report.py", [Chromium.url!.path, file.path, folder.path])
    let seen = try JSONDecoder().decode(Seen.self, from: Data(text.utf8))
    #expect(seen.problems == [] && seen.requests == [])
    #expect(seen.title == "Two <runs> & more" && seen.tabs == 2 && seen.second == "1" && seen.curves == 1)
    #expect(seen.plays && seen.pauses)
    #expect(seen.colours > 200, "shaded surfaces")
    #expect(seen.still == 0, "nothing changes by itself")
    #expect(seen.scrubbed > 0.01 && seen.dragged > 0.02 && seen.zoomed > 0.05)
    #expect(seen.cursor > 0.0005 && seen.hidden > 0.002)
    #expect(seen.clock == "1.50 s" && abs(seen.sought - 0.78) < 0.03)
    #expect(seen.dark.max()! < 60 && seen.overflow == 0)
  }
}

extension String {
  fileprivate func count(of fragment: String) -> Int { components(separatedBy: fragment).count - 1 }
}
