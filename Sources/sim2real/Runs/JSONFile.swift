import Foundation

/// Figures as JSON: snake_case keys in a fixed order, written whole or not at all.
enum JSONFile {
  static func write(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var data = try encoder.encode(value)
    data.append(0x0A)
    do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: "\(path): cannot be written."])
    }
  }
}
