import ArgumentParser
import CommandLineSupport

struct RobotBridge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robot-bridge",
    abstract: "Run a policy file on a real robot, safely and on time.",
    discussion: """
      First try:  robot-bridge check POLICY --robot ROBOT --link LINK
                  robot-bridge deploy POLICY --robot ROBOT --link LINK --dry-run
                  robot-bridge deploy POLICY --robot ROBOT --link LINK --limit-scale 0.3 --seconds 5
      """,
    version: Version.text,
    subcommands: [Deploy.self, Check.self, Monitor.self, Stop.self])
}
