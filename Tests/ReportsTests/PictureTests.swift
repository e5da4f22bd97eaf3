import Foundation
import FoundationXML
import Reports
import TestSupport
import Testing

@Suite struct PictureTests {
  /// One of each, with names as long as they come.
  static let details: [ReportPage.Detail] = {
    let groups = [
      IntervalPicture.Group(
        name: "interpolation, 500 variants",
        rows: [
          .init(name: "policy", value: 0.96, interval: 0.93...0.98, text: "96.0 % [93.0, 98.0]", points: [0.9, 0.99]),
          .init(name: "control arm", value: 0.4, interval: 0.3...0.5, text: "40.0 % [30.0, 50.0]", series: 1),
        ]),
      IntervalPicture.Group(
        name: "", rows: [.init(name: "a.very.long.parameter.name_rad_per_s", value: 1, interval: nil, text: "100.0 % [99.0, 100.0]")]),
    ]
    let x = (0...40).map { Double($0) / 40 }
    let curve = ProfilePicture.Curve(
      name: "policy", x: x, y: x.map { 1 - $0 * $0 }, lower: x.map { max(0, 0.9 - $0) }, upper: x.map { 1 - $0 / 2 }, series: 0)
    var other = curve
    (other.name, other.series) = ("control arm", 1)
    let axis = MapPicture.Axis(
      label: "cart.mass_kg", values: (0..<11).map { 0.4 + 0.16 * Double($0) },
      texts: (0..<11).map { String(format: "%.3g", 0.4 + 0.16 * Double($0)) }, training: 0.6...1.5)
    let map = MapPicture(
      across: axis, up: axis, fractions: (0..<11).map { i in (0..<11).map { Double(($0 * i) % 11) / 10 } })
    return [
      .picture(
        title: "Success <&>", svg: IntervalPicture(groups: groups, axis: .percent("success, %")).svg("Success & more"),
        caption: "95 % <intervals>"),
      .picture(
        title: "Lost", svg: IntervalPicture(
          groups: groups, axis: .round(-0.034...0.21, unit: 0.01, label: "points"), mark: 0).svg("Lost"), caption: ""),
      .picture(
        title: "Profile", svg: ProfilePicture(curves: [curve, other], across: .percent("return"), up: .percent("above, %")).svg("Profile"),
        caption: ""),
      .picture(title: "Map", svg: map.svg("Map"), caption: ""),
    ]
  }()

  @Test("pictures are SVG in the page, and no text breaks out of them")
  func embedded() throws {
    let html = ReportPage(title: "t", entries: [.init(name: "e", details: Self.details)]).html()
    #expect(html.components(separatedBy: "<svg ").count == 5)
    #expect(html.contains("<h2>Success &lt;&amp;&gt;</h2>") && html.contains("95 % &lt;intervals&gt;"))
    #expect(html.contains("aria-label=\"Success &amp; more\""))
    #expect(!html.contains("http:") && !html.contains("nan") && !html.contains("inf\""))
    for part in html.components(separatedBy: "<svg ").dropFirst() {
      let svg = "<svg " + (part.components(separatedBy: "</svg>").first ?? "") + "</svg>"
      let parser = XMLParser(data: Data(svg.utf8))
      #expect(parser.parse() && parser.parserError == nil, "\(svg.prefix(200))")
    }
  }

  @Test("an axis has round numbers around what it shows", arguments: [
    (-0.034...0.21, 0.01, "−5 0 5 10 15 20 25"), (0.0...1.0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"), (3.0...3.0, 1, "3.0 3.2 3.4 3.6 3.8 4.0"),
    (-12.0...88, 1, "−20 0 20 40 60 80 100"),
  ])
  func axis(range: ClosedRange<Double>, unit: Double, texts: String) {
    let axis = PictureAxis.round(range, unit: unit, label: "")
    #expect(axis.range.lowerBound <= range.lowerBound && axis.range.upperBound >= range.upperBound)
    #expect(axis.ticks.map(\.text).joined(separator: " ") == texts)
  }

  private struct Seen: Decodable {
    var pictures: Int
    var clipped, overlapping, problems, requests: [String]
    var overflow, darkText: Int
  }

  @Test(
    "in a browser nothing of a picture is cut off and no two texts lie on one another",
    .enabled(if: Chromium.url != nil, Comment(rawValue: Chromium.absence)))
  func browser() throws {
    let folder = try Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("report.html")
    try ReportPage(title: "t", entries: [.init(name: "e", details: Self.details)]).html()
      .write(to: file, atomically: true, encoding: .utf8)
    let text = try Repository.runPeer("Tests/Peers/browse_pictures.py", [Chromium.url!.path, file.path, folder.path])
    let seen = try JSONDecoder().decode(Seen.self, from: Data(text.utf8))
    #expect(seen.pictures == 4 && seen.problems == [] && seen.requests == [])
    #expect(seen.clipped == [] && seen.overlapping == [])
    #expect(seen.overflow == 0, "a narrow page scrolls the picture, not itself")
    #expect(seen.darkText > 140, "ink on a dark page is bright")
  }
}
