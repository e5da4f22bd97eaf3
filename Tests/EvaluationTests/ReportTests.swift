import Control
import Evaluation
import Foundation
import Policies
import Testing

@Suite struct ReportTests {
  @Test("JSON comes back, its keys in snake_case, parameters untouched")
  func json() throws {
    let json = Samples.report.json()
    #expect(try EvaluationReport(json: json) == Samples.report)
    for key in [
      "\"policy_sha256\"", "\"scenario_sha256\"", "\"training_seed\"", "\"normalised_return\"", "\"worst_decile\"",
      "\"success_gain\"", "\"mean_steps\"", "\"cart.mass_kg\"", "\"gravity_m_per_s2\"", "\"lower\"", "\"upper\"",
    ] {
      #expect(json.contains(key), "\(key)")
    }
    #expect(json == Samples.report.json())
  }

  @Test("the table is aligned and says what was measured")
  func text() {
    let lines = Samples.report.text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let table = lines[3...10]
    #expect(
      lines[0].hasSuffix(
        "in slide, variants × episodes: interpolation 20 × 1, extrapolation 20 × 1; 95 % intervals."))
    #expect(table.first?.hasPrefix("set            arm        ") == true, "\(lines)")
    let full = table.filter { !$0.contains("gain") }
    #expect(Set(full.map(\.count)).count == 1, "\(lines)")
    #expect(lines[4].hasPrefix("interpolation  policy         100.0 % [83.9, 100.0]    0.547 ["), "\(lines)")
    #expect(lines[6].hasPrefix("               gain        +10.0 points ["), "\(lines)")
    #expect(lines[9].hasPrefix("               reference        95.0 % [76.4, 99.1]    0.547 ["), "\(lines)")
    #expect(lines[10].hasPrefix("               gain       +50.0 points ["), "\(lines)")
    #expect(
      lines.contains("Worst of extrapolation: variant 3, return 0.050, success 0 %: cart.mass_kg 1.15."), "\(lines)")
  }

  @Test("the certificate travels in the policy file and is valid for its own policy alone")
  func certificate() throws {
    let certificate = Samples.report.certificate
    #expect(try Certificate(json: certificate.json()) == certificate)
    #expect(certificate.sets[1].success.value == 0.9 && certificate.sets[1].worstDecileSuccess == 0)
    #expect(certificate.sets[0].successGain?.value == 0.1)
    let file = try PolicyFile(decoding: Samples.file.settingCertificate(certificate).encoded(), file: "x")
    #expect(file.identity == Samples.file.identity)
    #expect(file.validCertificate() == certificate)

    var network = file.network
    network.layers[0].biases[0] += 1
    let other = PolicyFile(
      network: network, interface: file.interface, layout: file.layout, decoder: file.decoder, limits: file.limits,
      provenance: file.provenance)
    #expect(other.settingCertificate(file.certificate).validCertificate() == nil)
    #expect(other.validCertificate() == nil)
    #expect(other.settingCertificate("no JSON").validCertificate() == nil)
  }

  @Test("the certificate carries profile, improvement, causes, boxes, seeds and hashes, and comes back with all of them")
  func whole() throws {
    var report = Samples.report
    report.robot = "slider"
    report.robotSha256 = Fingerprint.sha256("{}")
    report.boxes = BoxFigures(
      dr: Estimate(0.9, lower: 0.8, upper: 1), de: Estimate(0.4, lower: 0.3, upper: 0.5),
      rr: Estimate(1, lower: 0.9, upper: 1), re: Estimate(0.8, lower: 0.7, upper: 0.9),
      extrapolation: Estimate(0.66, lower: 0.6, upper: 0.7))
    report.seeds = [.init(seed: 3, policySha256: report.policySha256, success: [1, 0.9])]
    let certificate = report.certificate
    let back = try Certificate(json: certificate.json())
    #expect(back == certificate && back.boxes == report.boxes && back.seeds == report.seeds)
    #expect(back.robotSha256 == report.robotSha256)
    let set = back.sets[1]
    #expect(set.profile?.thresholds.count == 41 && set.profile?.fractions[0] == 1)
    #expect(set.probabilityOfImprovement?.value == 0.75)  // 10 of 20 won, 10 the same
    // Variants 3 and 17 of 20 fail: at neither end.
    #expect(set.worstDecileCauses == [])
    #expect(Samples.report.sets[1].policy.worstDecile.causesText?.hasPrefix("No parameter separates the worst tenth: ") == true)
  }

  @Test("a certificate from before these figures is still read")
  func old() throws {
    let json = """
      {"date":"2026-11-22T20:00:00Z","policy_sha256":"\(Samples.file.identity)","scenario":"slide","scenario_sha256":"s",\
      "sets":[{"episodes":1,"name":"interpolation","normalised_return":{"lower":0.5,"upper":0.6,"value":0.55},"seed":7,\
      "success":{"lower":0.9,"upper":1,"value":0.98},"variants":500,"worst_decile_return":0.2,"worst_decile_success":0.5}],\
      "training_seed":3,"version":"0.1.0"}
      """
    let certificate = try #require(Samples.file.settingCertificate(json).validCertificate())
    #expect(certificate.sets[0].success.value == 0.98 && certificate.sets[0].profile == nil && certificate.boxes == nil)
  }
}
