import ArgumentParser
import CommandLineSupport
import Foundation

exit(RobotBridge.runCommandLine())
