import Control
import Identification
import Simulation
import Testing

@Suite struct ResidualsTests {
  private func residuals(_ changes: [String: Double]) -> Residuals {
    Residuals(
      of: Swinging.trace(changes), model: Swinging.model, scenario: Swinging.scenario,
      parameters: PhysicalParameters(.nominal, model: Swinging.model))
  }

  private func row(_ residuals: Residuals, _ sensor: String, _ window: Int) throws -> Residuals.Row {
    try #require(residuals.rows.first { $0.sensor == sensor && $0.window == window })
  }

  @Test("without noise the simulator predicts its own run, delays and jitter included")
  func exact() throws {
    var quiet = Swinging.model.nominal.parameters.filter { $0.key.hasSuffix(".noise") }
    for name in quiet.keys { quiet[name] = 0 }
    let found = residuals(quiet)
    #expect(found.rows.count == 12)
    for row in found.rows {
      // What is left: the window's steps do not fall on those of the run.
      #expect(row.rootMeanSquare < 0.02, "\(row.sensor) over \(row.window)")
      #expect(row.count == 500 - row.window)
    }
  }

  @Test("over one tick what remains is the noise of both readings")
  func noise() throws {
    let found = residuals([:])
    for (sensor, noise) in [("slider.velocity", 0.01), ("hinge.velocity", 0.02)] {
      let measured = try row(found, sensor, 1).rootMeanSquare
      #expect(abs(measured / (noise * 2.0.squareRoot()) - 1) < 0.25, "\(sensor): \(measured)")
    }
  }

  @Test("other physics shows, and more so over longer windows")
  func otherPhysics() throws {
    let (own, other) = (residuals([:]), residuals(["cart.mass_kg": 1.6, "action_delay_s": 0.03]))
    #expect(try row(other, "slider.velocity", 5).rootMeanSquare > 3 * row(own, "slider.velocity", 5).rootMeanSquare)
    #expect(try row(other, "slider.position", 25).rootMeanSquare > row(other, "slider.position", 5).rootMeanSquare)
  }
}
