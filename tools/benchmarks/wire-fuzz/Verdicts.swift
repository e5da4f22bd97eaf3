import CZlib
import Wire

/// What a decoder made of a block of bytes: counts, and a digest of every verdict with its place and message.
struct Verdicts: Equatable {
  var accepted = 0
  var unknown = 0
  var refused = 0
  var digest: UInt32 = 0

  /// Our decoder's verdicts on a block of its stream.
  init(of block: [UInt8], by decoder: inout FrameDecoder) {
    var journal: [UInt8] = []
    var start = 0
    while start < block.count {
      let end = min(block.count, start + FrameDecoder.chunk)
      decoder.append(block.span.extracting(start..<end))
      start = end
      while let outcome = decoder.next() { note(outcome, decoder, in: &journal) }
    }
    digest = UInt32(crc32(0, journal, UInt32(journal.count)))
  }

  /// The peer's verdicts, from its line `accepted unknown refused digest`; nil for another line.
  init?(line: String) {
    let numbers = line.split(separator: " ").compactMap { UInt32($0) }
    guard numbers.count == 4 else { return nil }
    accepted = Int(numbers[0])
    unknown = Int(numbers[1])
    refused = Int(numbers[2])
    digest = numbers[3]
  }

  /// An entry: verdict (1 byte), place after the frame (8), and for an accepted frame message (4), sequence, sender.
  private mutating func note(_ outcome: FrameDecoder.Outcome, _ decoder: borrowing FrameDecoder, in journal: inout [UInt8]) {
    switch outcome {
    case .accepted: accepted += 1
    case .unknown: unknown += 1
    case .refused: refused += 1
    }
    journal.append(outcome == .accepted ? 0 : outcome == .unknown ? 1 : 2)
    withUnsafeBytes(of: UInt64(decoder.position)) { journal.append(contentsOf: $0) }
    guard outcome == .accepted else { return }
    let frame = decoder.frame
    withUnsafeBytes(of: frame.message) { journal.append(contentsOf: $0) }
    journal += [frame.sequence, frame.system, frame.component]
  }
}
