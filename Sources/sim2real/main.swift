import ArgumentParser
import CommandLineSupport
import Foundation

exit(Sim2Real.runCommandLine())
