import CommandLineSupport
import Foundation
import Testing

@Suite struct StopSignalsTests {
  @Test("a stop is handled on a stack of its own, since oneDNN's stack pointer may point into the heap")
  func stack() {
    let signals = [SIGINT, SIGTERM, SIGHUP]
    var before = signals.map { _ in sigaction() }
    for (i, signal) in signals.enumerated() { sigaction(signal, nil, &before[i]) }
    defer { for (i, signal) in signals.enumerated() { sigaction(signal, &before[i], nil) } }
    StopSignals.install()
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      sigaction(signal, nil, &action)
      #expect(action.sa_flags & SA_ONSTACK != 0)
    }
    var stack = stack_t()
    sigaltstack(nil, &stack)
    #expect(stack.ss_sp != nil && stack.ss_size >= 16_384)
  }
}
