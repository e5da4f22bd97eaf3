import Robots

/// Why a call did nothing, in one sentence.
struct Refusal: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
  init(_ error: InputError) { sentence = "\(error)" }
}
