package import Control
import Foundation
package import Scenarios

/// Countable states that have places on a plane.
package protocol DrawableEnvironment: DiscreteEnvironment {
  /// - Parameters:
  ///   - values: nil where a state was never visited.      (states)
  ///   - path: states, from first to last.
  func picture(of values: [Double?], path: [Int]) -> ValuePicture
}

extension Gridworld: DrawableEnvironment {
  package func picture(of values: [Double?], path: [Int]) -> ValuePicture {
    let map = map
    var picture = ValuePicture(
      title: "max Q and the greedy path", rows: map.rows, columns: map.columns,
      values: values.indices.map { map.goals[$0] ? nil : values[$0] })
    picture.walls = Set(map.walls.indices.filter { map.walls[$0] })
    picture.letters[map.start] = "S"
    for goal in map.goals.indices where map.goals[goal] { picture.letters[goal] = "G" }
    picture.path = path
    return picture
  }
}

extension DiscretisedEnvironment: DrawableEnvironment {
  /// The two axes with the most bins; the others at the bin in which 0 lies. The path is drawn whatever its other bins.
  package func picture(of values: [Double?], path: [Int]) -> ValuePicture {
    let axes = discretisation.axes
    let order = axes.indices.sorted { (axes[$0].count, -$0) > (axes[$1].count, -$1) }
    let (across, down) = (order[0], order.count > 1 ? order[1] : nil)
    let columns = axes[across].count
    let rows = down.map { axes[$0].count } ?? 1
    // Bins from left to right and from top to bottom by their values.
    let leftToRight = sorted(across, ascending: true)
    let topToBottom = down.map { sorted($0, ascending: false) } ?? [0]

    var bins = axes.map { $0.bin(of: 0) }
    var slice: [Double?] = []
    for row in 0..<rows {
      for column in 0..<columns {
        bins[across] = leftToRight[column]
        if let down { bins[down] = topToBottom[row] }
        slice.append(values[discretisation.state(ofBins: bins)])
      }
    }
    let others = order.dropFirst(2).map { axes[$0].name }
    let title = "max Q" + (others.isEmpty ? "" : " at \(others.joined(separator: ", ")) = 0") + " and a greedy episode"
    var picture = ValuePicture(title: title, rows: rows, columns: columns, values: slice)
    picture.horizontal = axis(across, leftToRight)
    picture.vertical = down.map { axis($0, topToBottom) }
    picture.path = path.map { state in
      let bins = discretisation.bins(of: state)
      let row = down.map { topToBottom.firstIndex(of: bins[$0])! } ?? 0
      return row * columns + leftToRight.firstIndex(of: bins[across])!
    }
    return picture
  }

  private func sorted(_ axis: Int, ascending: Bool) -> [Int] {
    let axis = discretisation.axes[axis]
    return (0..<axis.count).sorted { (axis.centre(of: $0) < axis.centre(of: $1)) == ascending && $0 != $1 }
  }

  private func axis(_ index: Int, _ bins: [Int]) -> ValuePicture.Axis {
    let axis = discretisation.axes[index]
    return ValuePicture.Axis(
      name: "\(axis.name), \(axis.unit)", ticks: bins.map { String(format: "%.2f", axis.centre(of: $0)) })
  }
}
