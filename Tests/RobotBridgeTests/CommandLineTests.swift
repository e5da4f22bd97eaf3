import Foundation
import Policies
import RobotTestSupport
import TestSupport
import Testing

@Suite(.serialized) struct CommandLineTests {
  @Test("check says that the robot is ready, and who it is")
  func check() throws {
    let bench = try Bench()
    let (status, text) = try bench.run("check", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    #expect(status == 0 && text.hasSuffix("Ready.\n") && text.contains("masses on \(bench.link), 1 joint, states at 500 Hz"), "\(text)")
  }

  @Test("check ends with 1 when nobody answers")
  func noAnswer() throws {
    let bench = try Bench()
    bench.robot.stop()
    let (status, text) = try bench.run("check", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link)
    #expect(status == 1 && text.contains("No robot answers on the link"), "\(text)")
  }

  @Test("monitor watches a robot on its link without arming it")
  func monitor() throws {
    let bench = try Bench()
    let (status, text) = try bench.run("monitor", "--link", bench.link, "--seconds", "1.2")
    #expect(status == 0 && text.contains("rail0 +0.000 m  disarmed") && text.split(separator: "\n").count >= 3, "\(text)")
  }

  @Test("bad input ends with 2 and one sentence, and writes nothing")
  func badInput() throws {
    let bench = try Bench()
    let log = bench.logPath
    func refusal(_ change: (inout [String]) -> Void) throws -> String {
      var arguments = ["deploy", bench.policyPath, "--robot", bench.folder.path, "--link", bench.link, "--record", log]
      change(&arguments)
      let (status, text) = try Program("robot-bridge", arguments, runtimeFolder: bench.folder).finish()
      #expect(status == 2, "\(text)")
      #expect(!FileManager.default.fileExists(atPath: log))
      return text
    }
    #expect(try refusal { $0[5] = "tcp:here:1" }.contains("'tcp' is no kind of link"))
    #expect(try refusal { $0[5] = "serial:/dev/nothing" }.contains("there is no device /dev/nothing"))
    #expect(try refusal { $0[3] = "/nowhere" }.contains("/nowhere"))
    #expect(try refusal { $0[1] = "/nowhere.onnx" }.contains("/nowhere.onnx"))
    #expect(try refusal { $0 += ["--limit-scale", "1.5"] }.contains("--limit-scale 1.5"))
    #expect(try refusal { $0 += ["--seconds", "0"] }.contains("--seconds 0"))
    #expect(try refusal { $0 += ["--explore", "1.5"] }.contains("--explore 1.5"))
    #expect(try refusal { $0 += ["--explore", "0.2", "--dry-run"] }.contains("--dry-run"))
    #expect(try refusal { $0 += ["--seed", "3"] }.contains("--explore"))
    #expect(try refusal { $0.removeLast(2); $0 += ["--explore", "0.2"] }.contains("--record"))
    try Bench.policy(action: 1, robot: "hopper").write(to: bench.policyPath)
    #expect(try refusal { _ in }.contains("the robot is masses, not hopper"))
    #expect(try Program("robot-bridge", ["monitor"], runtimeFolder: bench.folder).finish().status == 2)
  }

  @Test("every command has help with an example", arguments: ["deploy", "check", "monitor", "stop"])
  func help(command: String) throws {
    let (status, text) = try Program("robot-bridge", [command, "--help"]).finish()
    #expect(status == 0 && text.contains("Example:") && text.contains("robot-bridge \(command)"))
  }

  @Test("links neither the physics engine nor the training and statistics libraries")
  func libraries() throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ldd")
    process.arguments = [Program.url("robot-bridge").path]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text.contains("libserialport"))
    for library in ["libode", "libdnnl", "libgsl", "libxml2", "libFoundationXML"] { #expect(!text.contains(library)) }
  }
}
