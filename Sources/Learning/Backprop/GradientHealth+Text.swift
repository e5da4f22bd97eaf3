import Foundation

extension GradientHealth {
  /// For people: a table of the windows, what it says of vanishing, explosion and local maxima, and the recommendation.
  public var text: String {
    var lines = [
      "Gradient of the return through the model, \(rollouts) rollouts each, \(gradients) gradients a window:", "",
      "  window      norm  signal/noise  REINFORCE: norm  signal/noise  growth of ∂s  largest  rollouts left",
    ]
    for entry in windows {
      lines.append(
        String(
          format: "  %6d  %8.3g  %12.3g  %15.3g  %12.3g  %12.3g  %7.2g  %11.0f %%", entry.steps, entry.norm,
          entry.signalToNoise, entry.scoreNorm, entry.scoreSignalToNoise, entry.growth, entry.largestGrowth,
          100 * entry.survivors))
    }
    lines.append("")
    lines += verdicts
    if let scoreDeviation {
      lines.append(
        String(format: "REINFORCE needs noise: σ = %g before the tanh, which the policy itself has not.", scoreDeviation))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// In words, the recommendation last.
  package var verdicts: [String] {
    var lines: [String] = []
    if let overflow { lines.append("It overflows at \(Self.steps(overflow)): longer windows were not looked at.") }
    if let entry = windows.first(where: { $0.growth > Self.greatestGrowth }) {
      lines.append(
        String(format: "It explodes: over %@ a change of the state grows %.3g-fold.", Self.steps(entry.steps), entry.growth))
    }
    if let entry = windows.first(where: { $0.growth < 1 / Self.greatestGrowth }) {
      lines.append(
        String(format: "It vanishes: over %@ %.2g of a change of the state is left.", Self.steps(entry.steps), entry.growth))
    }
    if let entry = windows.first(where: { $0.signalToNoise < Self.leastSignalToNoise }) {
      lines.append(
        String(format: "It drowns: at %@ the signal is %.2g of the noise.", Self.steps(entry.steps), entry.signalToNoise))
    }
    for line in self.lines {
      lines.append(
        "Along the gradient of \(Self.steps(line.steps)) the objective has \(line.maxima) "
          + (line.maxima == 1 ? "maximum." : "local maxima."))
    }
    lines.append(
      String(
        format: "Recommended window: %@, the longest up to which the signal is at least %g of the noise and "
          + "changes of the state grow at most %g-fold.", Self.steps(window), Self.leastSignalToNoise, Self.greatestGrowth))
    return lines
  }

  private static func steps(_ count: Int) -> String { count == 1 ? "1 step" : "\(count) steps" }
}
