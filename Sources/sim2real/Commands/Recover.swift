import ArgumentParser
import CommandLineSupport
import Foundation
import Logs

struct Recover: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a whole log of one that a crash cut off.",
    discussion: "Example:  sim2real recover runs/demo/log.mcap --out runs/demo/recovered.mcap")

  @Argument(help: "The log that ends early.")
  var log: String

  @Option(help: "Where the recovered log goes.")
  var out: String

  func validate() throws {
    guard URL(fileURLWithPath: log).standardizedFileURL != URL(fileURLWithPath: out).standardizedFileURL else {
      throw ValidationError("--out \(out): a log is not recovered onto itself: name another file.")
    }
  }

  func run() throws {
    let recovery = try recoverLog(from: log, to: out)
    Terminal.show("Recovered \(recovery.messages) messages in \(recovery.chunks) chunks into \(out).")
    if recovery.damagedChunks > 0 { Terminal.show("Left out \(recovery.damagedChunks) chunks that contradict their checksum.") }
    if let truncation = recovery.truncation { Terminal.show("The source ends early: \(truncation)") }
  }
}
