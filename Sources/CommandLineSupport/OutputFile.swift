import ArgumentParser
import Foundation
import Policies

/// Files that people asked for by name, written whole or not at all.
public enum OutputFile {
  /// JSON with snake_case keys in a fixed order.
  public static func write(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", to: path)
  }

  public static func write(_ text: String, to path: String) throws {
    do throws(AtomicFile.Failure) { try AtomicFile.replace(path, with: Array(text.utf8)) } catch {
      throw ValidationError(
        "\(path): cannot be written (\(error)): \(error.isFull ? "free space there" : "name another file").")
    }
  }
}
