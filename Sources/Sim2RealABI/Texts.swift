import Control
import CSim2RealABI
import Glibc

/// The caller's copy of a text, which `sim2real_free` frees.
func text(_ string: String) -> UnsafeMutablePointer<CChar>? { strdup(string) }

/// Runs a call's body: nil when all is well, else the sentence as the caller's text.
func sentence(_ body: () throws(Refusal) -> Void) -> UnsafeMutablePointer<CChar>? {
  do throws(Refusal) {
    try body()
    return nil
  } catch {
    return text(error.sentence)
  }
}

func given<Pointer>(_ pointer: Pointer?, _ name: String, to function: String) throws(Refusal) -> Pointer {
  guard let pointer else { throw Refusal("\(function): \(name) is NULL: give a pointer.") }
  return pointer
}

/// An array of C strings.
func strings(
  _ texts: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int, _ name: String
) throws(Refusal) -> [String] {
  guard count > 0 else { return [] }
  guard let texts else { throw Refusal("\(name): the array is NULL but has a count of \(count): give 0 or an array.") }
  var strings: [String] = []
  for i in 0..<count {
    guard let text = texts[i] else { throw Refusal("\(name): entry \(i) is NULL: give a text.") }
    strings.append(String(cString: text))
  }
  return strings
}

extension StepMemory {
  init(_ buffers: sim2real_buffers) throws(Refusal) {
    func given<Pointer>(_ pointer: Pointer?, _ name: String) throws(Refusal) -> Pointer {
      guard let pointer else { throw Refusal("buffers: \(name) is NULL: give all seven arrays.") }
      return pointer
    }
    self.init(
      observations: try given(buffers.observations, "observations"), reached: try given(buffers.reached, "reached"),
      rewards: try given(buffers.rewards, "rewards"), rewardTerms: try given(buffers.reward_terms, "reward_terms"),
      terminated: try given(buffers.terminated, "terminated"), truncated: try given(buffers.truncated, "truncated"),
      succeeded: try given(buffers.succeeded, "succeeded"))
  }
}
