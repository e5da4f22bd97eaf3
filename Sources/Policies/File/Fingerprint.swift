import Crypto

/// What names a content: SHA-256, in hexadecimal.
public enum Fingerprint {
  public static func sha256(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  public static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }
}
