import CommandLineSupport
import Control
import Foundation
import Logs
import Mathematics
import RobotModels
import Simulation

/// A simulated robot's joints on the terminal, in real time: bars that move, or a plain line each second elsewhere.
struct LiveView {
  private let interface: ControlInterface
  private let began = ContinuousClock.now
  /// When the next picture is due, on the run's clock, s.
  private var next = 0.0
  private let interval: Double
  /// Lines that the last picture has left on the terminal.
  private var height = 0
  /// Positions that were seen of each joint, for those without limits.
  private var seen: [ClosedRange<Double>]

  /// Columns of all but the name and the bar, and one to spare.
  private static let numbersWidth = 46
  private static let widestBar = 32

  /// Index into the model's links, of a free robot.
  private let root: Int?

  init(_ subject: SimulatedRobot) {
    interface = subject.interface
    root = subject.model.isFloating ? subject.model.model.rootIndex : nil
    interval = Terminal.isInteractive ? 0.1 : 1
    seen = interface.joints.map { _ in 0...0 }
  }

  /// Waits until the tick's time has come, and shows it when a picture is due.
  mutating func show(_ tick: Rollout.Tick) {
    let time = tick.record.time
    for (i, position) in tick.truth.positions.enumerated() {
      seen[i] = min(seen[i].lowerBound, position)...max(seen[i].upperBound, position)
    }
    let ahead = time - (ContinuousClock.now - began) / .seconds(1)
    if ahead > 0.001 { Thread.sleep(forTimeInterval: ahead) }
    guard time >= next else { return }
    next = time + interval
    if Terminal.isInteractive {
      let lines = picture(tick)
      Terminal.redraw(lines, over: height)
      height = lines.count
    } else {
      Terminal.say(line(tick))
    }
  }

  /// Leaves the last picture standing.
  func finish() {
    if height > 0 { Terminal.say("") }
  }

  private func picture(_ tick: Rollout.Tick) -> [String] {
    let (columns, rows) = Terminal.size
    let width = interface.joints.map(\.name.count).max() ?? 0
    let barWidth = max(4, min(Self.widestBar, columns - width - Self.numbersWidth))
    let most = max(1, rows - 3)
    // A line that the terminal would break could not be drawn over.
    var lines = [String(clock(tick).prefix(columns - 1))]
    for (i, joint) in interface.joints.enumerated().prefix(most) {
      let unit = joint.kind == .prismatic ? "m" : "rad"
      let position = tick.truth.positions[i]
      lines.append(
        joint.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + bar(i, at: position, width: barWidth)
          + String(format: " %+8.3f ", position) + unit + String(format: " %+8.2f ", tick.truth.velocities[i]) + unit + "/s"
          + String(format: " %+8.2f ", tick.truth.efforts[i]) + (joint.kind == .prismatic ? "N" : "N·m"))
    }
    if interface.joints.count > most { lines.append("… and \(interface.joints.count - most) more joints") }
    return lines
  }

  /// The joint between its limits; one without them turns about ±π, or moves within what was seen.
  private func bar(_ index: Int, at position: Double, width: Int) -> String {
    let joint = interface.joints[index]
    var (low, high, place) = (joint.lowerLimit, joint.upperLimit, position)
    if joint.kind == .continuous {
      (low, high, place) = (-Double.pi, Double.pi, position.remainder(dividingBy: 2 * .pi))
    } else if !low.isFinite || !high.isFinite {
      (low, high) = (seen[index].lowerBound, seen[index].upperBound)
    }
    let part = high > low ? max(0, min(1, (place - low) / (high - low))) : 0.5
    let mark = Int((part * Double(width - 1)).rounded())
    return "│" + String(repeating: "─", count: mark) + "●" + String(repeating: "─", count: width - 1 - mark) + "│"
  }

  private func line(_ tick: Rollout.Tick) -> String {
    let joints = interface.joints.enumerated().map { i, joint in
      "\(joint.name) " + String(format: "%+.3f ", tick.truth.positions[i]) + (joint.kind == .prismatic ? "m" : "rad")
    }
    return clock(tick) + "  " + joints.joined(separator: "  ")
  }

  private func clock(_ tick: Rollout.Tick) -> String {
    let wall = (ContinuousClock.now - began) / .seconds(1)
    let behind = wall - tick.record.time
    let events = tick.record.events.names
    let base = root.map { tick.truth.linkPoses[$0].position }
    return String(format: "%7.1f s", tick.record.time)
      + (base.map { String(format: "  base at %.2f, %.2f, %.2f m", $0.x, $0.y, $0.z) } ?? "")
      + (behind > 0.2 ? String(format: "  %.1f s behind real time", behind) : "")
      + (events.isEmpty ? "" : "  " + events.joined(separator: ", "))
  }
}
