import Control
import Foundation

/// Makes a robot's readings countable: bins for sensors, levels for actuators, as a scenario declares them.
///
/// A state is the cell of a grid over the named sensors; an action holds one level of each actuator for some ticks.
/// What is not named is not seen.
public struct Discretisation: Sendable, Equatable {
  public var axes: [Axis]
  public var levels: [Levels]
  /// Control ticks for which an action is held: long enough that the state leaves its cell.
  public var holdTicks: Int

  /// - Precondition: at least one axis, and levels for every actuator in their order.
  public init(axes: [Axis], levels: [Levels], holdTicks: Int = 1) {
    precondition(!axes.isEmpty && !levels.isEmpty && holdTicks > 0, "there is something to see and to do")
    self.axes = axes
    self.levels = levels
    self.holdTicks = holdTicks
  }

  public var stateCount: Int { axes.reduce(1) { $0 * $1.count } }
  public var actionCount: Int { levels.reduce(1) { $0 * $1.values.count } }

  /// The state of a reading.
  ///
  /// - Parameter values: a row of readings that begins at `start`, SI, unwrapped.   (sensors)
  public func state(of values: [Float], at start: Int) -> Int {
    var state = 0
    for axis in axes { state = state * axis.count + axis.bin(of: Double(values[start + axis.sensor])) }
    return state
  }

  /// The bin of each axis.                                                           (axes)
  public func bins(of state: Int) -> [Int] {
    var rest = state
    var bins = axes.map { _ in 0 }
    for i in axes.indices.reversed() {
      bins[i] = rest % axes[i].count
      rest /= axes[i].count
    }
    return bins
  }

  /// The state of bins.                                                              (axes)
  public func state(ofBins bins: [Int]) -> Int {
    zip(axes, bins).reduce(0) { $0 * $1.0.count + $1.1 }
  }

  /// Writes an action's levels as normalised actions, from `start` on.                (actuators)
  public func write(_ action: Int, into actions: inout [Float], at start: Int) {
    var rest = action
    for i in levels.indices.reversed() {
      let values = levels[i].values
      actions[start + i] = Float(values[rest % values.count] / levels[i].limit)
      rest /= values.count
    }
  }

  /// One sensor's bins.
  public struct Axis: Sendable, Equatable {
    /// Index into the interface's sensors.
    public var sensor: Int
    /// `joint.quantity`, and the unit in keys about it.
    public var name: String
    public var unit: String
    /// An angle of a joint that turns without end: taken into ±π first.
    public var wraps: Bool
    public var partition: Partition

    public init(sensor: Int, name: String, unit: String, wraps: Bool, partition: Partition) {
      self.sensor = sensor
      self.name = name
      self.unit = unit
      self.wraps = wraps
      self.partition = partition
    }

    public enum Partition: Sendable, Equatable {
      /// Equal bins from `lower` to `upper`; what lies beyond is in the outermost.
      case uniform(bins: Int, lower: Double, upper: Double)
      /// Equal parts of a full turn, the first centred on 0.
      case turn(bins: Int)
      /// Bounds between neighbouring bins, ascending.
      case edges([Double])
    }

    public var count: Int {
      switch partition {
      case .uniform(let bins, _, _), .turn(let bins): bins
      case .edges(let edges): edges.count + 1
      }
    }

    public func bin(of value: Double) -> Int {
      let value = wraps ? value.remainder(dividingBy: 2 * Double.pi) : value
      switch partition {
      case .uniform(let bins, let lower, let upper):
        // In this order what is not a number falls into a bin too.
        return Int(max(0, min(Double(bins - 1), ((value - lower) / (upper - lower) * Double(bins)).rounded(.down))))
      case .turn(let bins):
        let bin = Int(max(-1e6, min(1e6, (value / (2 * Double.pi) * Double(bins)).rounded())))
        return ((bin % bins) + bins) % bins
      case .edges(let edges):
        var bin = 0
        for edge in edges where value >= edge { bin += 1 }
        return bin
      }
    }

    /// A value inside a bin: its middle, or for an outermost bin between edges, half the neighbour's width beyond.
    public func centre(of bin: Int) -> Double {
      switch partition {
      case .uniform(let bins, let lower, let upper): return lower + (upper - lower) * (Double(bin) + 0.5) / Double(bins)
      case .turn(let bins): return (2 * Double.pi * Double(bin) / Double(bins)).remainder(dividingBy: 2 * Double.pi)
      case .edges(let edges):
        let width = edges.count > 1 ? (edges[edges.count - 1] - edges[0]) / Double(edges.count - 1) : 1
        if bin == 0 { return edges[0] - width / 2 }
        if bin == edges.count { return edges[bin - 1] + width / 2 }
        return (edges[bin - 1] + edges[bin]) / 2
      }
    }
  }

  /// One actuator's levels.
  public struct Levels: Sendable, Equatable {
    /// `joint.effort`, and the unit in keys about it.
    public var name: String
    public var unit: String
    public var values: [Double]  // N or N·m
    /// The effort that a normalised action of 1 asks for.
    public var limit: Double

    public init(name: String, unit: String, values: [Double], limit: Double) {
      self.name = name
      self.unit = unit
      self.values = values
      self.limit = limit
    }
  }
}
