import CSim2RealABI
import Foundation
import TestSupport

/// An environment opened through the C interface, with arrays for what it writes.
final class OpenEnvironment {
  let handle: sim2real_environment
  let sizes: sim2real_sizes
  var buffers: sim2real_buffers
  var observations: [Float] { Array(UnsafeBufferPointer(start: buffers.observations, count: Int(sizes.copies * sizes.observation))) }
  var reached: [Float] { Array(UnsafeBufferPointer(start: buffers.reached, count: Int(sizes.copies * sizes.observation))) }
  var rewards: [Double] { Array(UnsafeBufferPointer(start: buffers.rewards, count: Int(sizes.copies))) }

  static let cartpole = Repository.root.appendingPathComponent("scenarios/cartpole-swingup.yaml").path

  /// - Throws: ``Refused`` when it is not opened.
  init(
    _ scenario: String = cartpole, overrides: [String] = [], randomization: String? = "training", copies: Int32 = 4,
    threads: Int32 = 1, seed: UInt64 = 1, isEvaluation: Bool = false
  ) throws {
    var created: sim2real_environment = 0
    let texts = overrides.map { UnsafePointer(strdup($0)) }
    let (path, set) = (strdup(scenario), randomization.map { strdup($0) })
    var options = sim2real_options(
      scenario: path, overrides: nil, override_count: overrides.count, randomization: set ?? nil, seed: seed,
      copies: copies, threads: threads, is_evaluation: isEvaluation ? 1 : 0)
    let answer = texts.withUnsafeBufferPointer { texts in
      options.overrides = texts.baseAddress
      return sim2real_create(&options, &created)
    }
    for text in texts { free(UnsafeMutablePointer(mutating: text)) }
    free(path)
    free(set ?? nil)
    try Refused.check(answer)
    handle = created
    var sizes = sim2real_sizes()
    try Refused.check(sim2real_get_sizes(created, &sizes))
    self.sizes = sizes
    let count = Int(sizes.copies)
    buffers = sim2real_buffers(
      observations: .allocate(capacity: count * Int(sizes.observation)),
      reached: .allocate(capacity: count * Int(sizes.observation)), rewards: .allocate(capacity: count),
      reward_terms: .allocate(capacity: count * Int(sizes.reward_terms)), terminated: .allocate(capacity: count),
      truncated: .allocate(capacity: count), succeeded: .allocate(capacity: count), ended: -1)
  }

  deinit {
    sim2real_free(sim2real_close(handle))
    buffers.observations.deallocate()
    buffers.reached.deallocate()
    buffers.rewards.deallocate()
    buffers.reward_terms.deallocate()
    buffers.terminated.deallocate()
    buffers.truncated.deallocate()
    buffers.succeeded.deallocate()
  }

  func reset(seeds: [UInt64]? = nil, mask: [UInt8]? = nil, variant: [String]? = nil) throws {
    let texts = variant?.map { UnsafePointer(strdup($0)) }
    defer { for text in texts ?? [] { free(UnsafeMutablePointer(mutating: text)) } }
    try Refused.check(sim2real_reset(handle, seeds, mask, texts, texts?.count ?? 0, &buffers))
  }

  func step(_ actions: [Float]) throws { try Refused.check(sim2real_step(handle, actions, &buffers)) }

  func describe() throws -> [String: Any] {
    var json: UnsafeMutablePointer<CChar>?
    try Refused.check(sim2real_describe(handle, &json))
    defer { sim2real_free(json) }
    let text = json.map { String(cString: $0) } ?? ""
    return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }
}

/// The sentence that a call gave.
struct Refused: Error {
  let sentence: String

  static func check(_ answer: UnsafeMutablePointer<CChar>?) throws {
    guard let answer else { return }
    defer { sim2real_free(answer) }
    throw Refused(sentence: String(cString: answer))
  }

  /// The sentence of a call that must be refused; empty when it is not.
  static func sentence(_ body: () throws -> Void) -> String {
    do { try body() } catch { return (error as? Refused)?.sentence ?? "\(error)" }
    return ""
  }
}
