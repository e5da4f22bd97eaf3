import ArgumentParser
import Foundation
import Wire

@main
struct WireFuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wire-fuzz",
    abstract: "Throws random and mutated frames at the wire's decoder and compares each verdict with pymavlink's.",
    discussion: "Example: wire-fuzz --frames 10000000 --python .venv/bin/python --json wire-fuzz.json")

  @Option(help: "Frames to throw.") var frames = 10_000_000
  @Option(help: "Seed of the frames.") var seed: UInt64 = 1
  @Option(help: "Python with pymavlink.") var python = ".venv/bin/python"
  @Option(help: "File for the figure.") var json: String?

  private static let framesPerBlock = 10_000

  func run() throws {
    let peer = try FuzzPeer(python: python)
    var generator = FrameGenerator(seed: seed)
    var decoder = FrameDecoder()
    var disagreements = 0
    var thrown = 0
    var ours = 0.0
    while thrown < frames {
      var block: [UInt8] = []
      let count = min(Self.framesPerBlock, frames - thrown)
      for _ in 0..<count { generator.append(to: &block) }
      try peer.send(block)
      let start = MonotonicTime.now
      let mine = Verdicts(of: block, by: &decoder)
      ours += Double(MonotonicTime.now - start) * 1e-9
      let theirs = try peer.verdicts()
      if mine != theirs {
        disagreements += 1
        print("frames \(thrown)..<\(thrown + count): we say \(mine), pymavlink \(theirs)")
      }
      thrown += count
    }
    let figure = Figure(
      value: disagreements, frames: thrown, bytes: decoder.position, accepted: decoder.accepted,
      unknown: decoder.unknown, refused: decoder.refused, decoder_seconds: ours, seeds: [seed],
      command: "wire-fuzz --frames \(frames) --seed \(seed)", date: ISO8601DateFormatter().string(from: Date()))
    print(
      "\(thrown) frames: \(decoder.accepted) accepted, \(decoder.unknown) of unknown messages, \(decoder.refused) refused;",
      "\(disagreements) of \((thrown + Self.framesPerBlock - 1) / Self.framesPerBlock) blocks disagree with pymavlink")
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(figure).write(to: URL(fileURLWithPath: json))
    }
    if disagreements > 0 { throw ExitCode(1) }
  }

  /// One row of the results.
  private struct Figure: Encodable {
    var name = "wire-fuzz"
    var value: Int
    var unit = "blocks of 10,000 frames that disagree"
    var frames: Int
    var bytes: Int
    var accepted: Int
    var unknown: Int
    var refused: Int
    var decoder_seconds: Double
    var seeds: [UInt64]
    var peer = "pymavlink"
    var command: String
    var date: String
  }
}
