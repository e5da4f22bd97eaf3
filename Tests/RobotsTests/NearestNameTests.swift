import Robots
import Testing

@Suite struct NearestNameTests {
  @Test("the nearest name counts insertions, deletions, exchanges and swaps of neighbours", arguments: [
    ("sldier", "slider"), ("hing", "hinge"), ("HINGE", "hinge"), ("hinges", "hinge"), ("zzzzzzzzzzzz", nil),
  ])
  func nearest(name: String, expected: String?) {
    #expect(NearestName.of(name, in: ["slider", "hinge"]) == expected)
  }

  @Test("a key that differs in the unit alone is told so", arguments: [
    ("mass_g", "the unit is kg, not g, so convert the value and write mass_kg"),
    ("mass", "the unit belongs to the key, so write mass_kg"),
    ("mas_kg", "the nearest is mass_kg"),
    ("speed_rpm", "the unit is rad_per_s, not rpm, so convert the value and write speed_rad_per_s"),
  ])
  func units(name: String, mend: String) {
    #expect(NearestName.mend(name, in: ["mass_kg", "speed_rad_per_s"]) == mend)
  }
}
