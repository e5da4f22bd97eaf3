import ArgumentParser
import CommandLineSupport

struct Sim2Real: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim2real",
    abstract: "Train policies in a randomized simulator, prove them on held-out physics, and read what the robot did.",
    discussion: """
      The loop:  sim2real train → sim2real evaluate → robot-bridge deploy → sim2real replay
                 → sim2real refine, on the log or on the robot itself
      """,
    version: Version.text,
    subcommands: [
      Train.self, Evaluate.self, Ablate.self, Refine.self, Simulate.self, Report.self, Emulate.self, Replay.self, Check.self, Recover.self,
    ])
}
