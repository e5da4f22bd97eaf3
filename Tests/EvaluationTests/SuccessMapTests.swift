import Control
import Evaluation
import Foundation
import Testing

@Suite struct SuccessMapTests {
  private let across = SuccessMap.Axis(parameter: "mass_kg", range: 1...3, cells: 3, training: 1.5...2.5)
  private let up = SuccessMap.Axis(parameter: "length_m", range: 0...1, cells: 2, training: nil)

  @Test("every cell has its two values, and the same draws of everything else")
  func variants() {
    let others = [Variant(["mass_kg": 9, "friction": 0.1]), Variant(["mass_kg": 8, "friction": 0.2])]
    let variants = SuccessMap.variants(across: across, up: up, others: others)
    #expect(variants.count == 12)
    #expect(variants[4].parameters == ["mass_kg": 3, "length_m": 0, "friction": 0.1])
    #expect(variants[7].parameters == ["mass_kg": 1, "length_m": 1, "friction": 0.2])
  }

  @Test("cells are filled from their own episodes, and the text shows the upper end above")
  func filled() throws {
    // Two policies, two episodes in each of the cells; those of cell 5, at the upper right, all succeed, half of cell 0.
    func outcomes(_ first: Bool) -> [EpisodeOutcome] {
      (0..<12).map { EpisodeOutcome(variant: $0, succeeded: $0 >= 10 || first && $0 < 2, totalReward: 0, steps: 1) }
    }
    let map = SuccessMap(across: across, up: up, outcomes: [outcomes(true), outcomes(false)])
    #expect(map.success == [[0.5, 0, 0], [0, 0, 1]] && map.episodes == 4)
    let lines = map.lines
    #expect(lines[0] == "Success, %, over mass_kg (across) and length_m (up), 4 episodes a cell, ±35 points at most;")
    #expect(lines[1] == "the training draws 1.50 to 2.50 across and fixed up.")
    #expect(lines[2] == "1.00 │    0    0  100" && lines[3] == " 0.0 │   50    0    0")
    #expect(lines[5] == "       1.00 2.00 3.00")
    let coded = try JSONEncoder().encode(map)
    #expect(try JSONDecoder().decode(SuccessMap.self, from: coded) == map)
  }
}
