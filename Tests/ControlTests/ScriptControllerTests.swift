import Control
import Testing

@Suite struct ScriptControllerTests {
  private let interface = TestInterface.cartPole

  /// The commands of so many ticks.
  private func play(_ controller: inout ScriptController, ticks: Int, _ values: [Double] = [0, 0, 0]) -> [Double] {
    var command = Command(for: interface)
    return (0..<ticks).map { _ in
      controller.control(TestInterface.reading(values), into: &command)
      return command.values[0]
    }
  }

  @Test("each command holds until the next, from the first tick at or after its time")
  func holds() {
    let script = CommandScript(times: [0.04, 0.07, 0.12], values: [[1], [-1], [0.5]])
    var controller = ScriptController(script, interface: interface, limits: SafetyLimits(for: interface))
    controller.reset()
    #expect(play(&controller, ticks: 8) == [0, 0, 1, 1, -1, -1, 0.5, 0.5])
    controller.reset()
    #expect(play(&controller, ticks: 3) == [0, 0, 1], "it begins again")
  }

  @Test("the supervisor limits what is asked, and stops the robot for good")
  func limits() {
    let script = CommandScript(times: [0], values: [[100]])
    var controller = ScriptController(script, interface: interface, limits: SafetyLimits(for: interface))
    #expect(play(&controller, ticks: 4) == [4, 8, 10, 10], "200 N/s, 10 N at most")
    #expect(controller.requested.values == [100] && controller.events == [.effortLimited])
    #expect(play(&controller, ticks: 1, [2.5, 0, 0]) == [0])
    #expect(play(&controller, ticks: 1) == [0] && controller.events == [.positionExceeded])
  }

  @Test("an empty script commands nothing")
  func empty() {
    var controller = ScriptController(CommandScript(), interface: interface, limits: SafetyLimits(for: interface))
    #expect(play(&controller, ticks: 3) == [0, 0, 0] && controller.events.isEmpty)
  }
}
