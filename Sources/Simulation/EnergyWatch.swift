import Foundation
import Mathematics

/// Notices an explosion while its speeds are still plausible: energy that nothing has put in.
///
/// Over about a second the mechanical energy may rise by ``factor`` times what actuators and pushes did, work of either
/// sign counted as positive, and by ``allowance``: what contacts and joints give that push apart what was placed inside
/// one another.
struct EnergyWatch {
  static let factor = 10.0
  /// J/kg of the robot's mass: a speed of 10 m/s and a metre of height.
  static let allowance = 60.0
  /// Work and energy of so long ago are forgotten, s.
  private static let memory = 1.0

  private let kept: Double     // share that is remembered over a control period
  private var allowed = 0.0    // J
  private var lowest = 0.0     // J, drifts to the present energy
  private var work = 0.0       // J

  /// - Parameter period: between two looks, s.
  init(period: Double) { kept = exp(-period / Self.memory) }

  /// - Parameter mass: of all that moves, kg.
  mutating func begin(energy: Double, mass: Double) {
    allowed = Self.allowance * mass
    lowest = energy
    work = 0
  }

  /// - Parameter done: by actuators and pushes since the last look, J.
  /// - Returns: whether the energy has exploded.
  mutating func explodes(energy: Double, work done: Double) -> Bool {
    work = kept * work + done
    lowest = min(energy, energy + kept * (lowest - energy))
    return !(energy - lowest <= Self.factor * work + allowed)
  }

  func save(into state: inout SavedState) { state.append(contentsOf: [allowed, lowest, work]) }

  mutating func restore(_ state: inout SavedState) {
    allowed = state.takeReal()
    lowest = state.takeReal()
    work = state.takeReal()
  }
}
