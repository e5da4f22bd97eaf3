import Control
import Foundation
import Mathematics
import Testing

@Suite struct ObservationEncoderTests {
  @Test("frames and commands stand newest first; the first frame fills the history")
  func history() {
    var encoder = ObservationEncoder(layout: TestInterface.layout, interface: TestInterface.cartPole)
    var observation = [Float](repeating: 7, count: encoder.count + 1)
    encoder.encode(TestInterface.reading([1, 0, 0.5]), into: &observation, at: 1)
    #expect(observation == [7, 1, 0, 1, 0.5, 1, 0, 1, 0.5, 0, 0])
    encoder.remember(applied: TestInterface.command(3))
    encoder.encode(TestInterface.reading([2, Double.pi / 2, -0.5]), into: &observation, at: 1)
    let expected: [Float] = [2, 1, Float(cos(Double.pi / 2)), -0.5, 1, 0, 1, 0.5, 3, 0]
    #expect(Array(observation[1...]) == expected)
    encoder.remember(applied: TestInterface.command(-4))
    encoder.encode(TestInterface.reading([3, 0, 0]), into: &observation, at: 1)
    #expect(Array(observation[9...]) == [-4, 3])
  }

  @Test("a reset forgets, and a saved encoder goes on as before")
  func resetAndSave() {
    var encoder = ObservationEncoder(layout: TestInterface.layout, interface: TestInterface.cartPole)
    var a = [Float](repeating: 0, count: encoder.count)
    var b = a
    encoder.encode(TestInterface.reading([1, 2, 3]), into: &a, at: 0)
    encoder.remember(applied: TestInterface.command(3))
    var saved = SavedState()
    encoder.save(into: &saved)
    var other = ObservationEncoder(layout: TestInterface.layout, interface: TestInterface.cartPole)
    other.restore(&saved)
    encoder.encode(TestInterface.reading([4, 5, 6]), into: &a, at: 0)
    other.encode(TestInterface.reading([4, 5, 6]), into: &b, at: 0)
    #expect(a == b)
    encoder.reset()
    encoder.encode(TestInterface.reading([4, 5, 6]), into: &a, at: 0)
    #expect(a != b && Array(a[0..<4]) == Array(a[4..<8]) && a[8] == 0 && a[9] == 0)
  }

  @Test("there is a name and a unit for each value")
  func names() {
    let names = TestInterface.layout.names(for: TestInterface.cartPole)
    #expect(names.count == TestInterface.layout.count(for: TestInterface.cartPole))
    #expect(names[1] == ("sin(hinge.position)", "1"))
    #expect(names[4] == ("slider.position[-1]", "m"))
    #expect(names[9] == ("command.slider.effort[-2]", "N"))
  }
}
