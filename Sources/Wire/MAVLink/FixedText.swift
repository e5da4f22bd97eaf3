/// Zero-padded UTF-8 of fixed size, as MAVLink's `char[n]` holds it.
public enum FixedText {
  public static func text<let count: Int>(of field: borrowing [count of UInt8]) -> String {
    var bytes: [UInt8] = []
    for i in 0..<count where field[i] != 0 { bytes.append(field[i]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes as much of the text as fits, cut between characters.
  public static func write<let count: Int>(_ text: String, to field: inout [count of UInt8]) {
    for i in 0..<count { field[i] = 0 }
    var end = 0
    for character in text {
      let bytes = Array(String(character).utf8)
      guard end + bytes.count <= count else { return }
      for byte in bytes {
        field[end] = byte
        end += 1
      }
    }
  }
}
