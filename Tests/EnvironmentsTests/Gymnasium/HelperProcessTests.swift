import Control
import Environments
import Foundation
import TestSupport
import Testing

@Suite struct HelperProcessTests {
  private let script = Repository.root.appendingPathComponent("tools/python/gymnasium_environments.py").path

  /// The sentence with which the helper's first request fails.
  private func failure(_ program: URL, _ arguments: [String]) -> String {
    do throws(HelperProcess.Failure) {
      let helper: HelperProcess
      do throws(EnvironmentFailure) {
        helper = try HelperProcess(program, arguments, name: "Gymnasium helper")
      } catch {
        throw .environment(error)
      }
      try helper.perform(0, words: 0)
      return ""
    } catch {
      switch error {
      case .environment(let failure): return failure.description
      case .refused(let problem): return problem
      }
    }
  }

  @Test("a Python without Gymnasium is named, with the mend")
  func noPackage() {
    // Without its site's packages any Python is one.
    let sentence = failure(Repository.python, ["-S", script, "Hopper-v5", "1", "{}"])
    #expect(sentence.contains("has no package gymnasium: install gymnasium[mujoco] for it"), "\(sentence)")
    #expect(sentence.hasSuffix("SIM2REAL_PYTHON.") && !sentence.contains("\n"))
  }

  @Test("a Python that is not there is named, with the mend")
  func noPython() {
    let sentence = failure(URL(fileURLWithPath: "/nowhere/python3"), [script])
    #expect(sentence == "/nowhere/python3: cannot be run as the Gymnasium helper: name a Python in SIM2REAL_PYTHON.")
  }

  @Test("a helper that ends by itself is quoted")
  func ends() {
    let sentence = failure(Repository.python, ["-c", "import sys; print('no luck', file=sys.stderr); sys.exit(3)"])
    #expect(sentence.hasPrefix("The Gymnasium helper ended with status 3 (no luck): "), "\(sentence)")
  }
}
