import Mathematics
import Networks

/// How changes of a rollout's first states grow along it: the product of the steps' Jacobians ∂s_{t+1}/∂s_t, the policy
/// in the loop, and its largest singular value.
///
/// States are measured in units given for each column, so that metres and radians can stand side by side.
package final class JacobianGrowth {
  private let rollout: DifferentiableRollout
  /// Of each row, as far as the steps went.                        (rows)(s × s)
  private var products: [[Double]]
  private let units: [Double]  // (s)

  /// - Parameter units: what counts as a change of size 1.          (s)
  package init(of rollout: DifferentiableRollout, units: [Float]) {
    self.rollout = rollout
    self.units = units.map(Double.init)
    let s = units.count
    products = (0..<rollout.rows).map { _ in
      (0..<s * s).map { $0 / s == $0 % s ? 1 : 0 }
    }
  }

  /// Goes on over step `t` of the rollout's last estimate, which begins at 0; disturbs the rollout's gradient.
  package func advance(_ t: Int, threads: Int) {
    let (shards, s) = (rollout.shards, units.count)
    let vectors = shards.map { FloatBuffer(count: $0.rows * s) }
    let rows = shards.map { FloatBuffer(count: $0.rows * s * s) }  // (rows × s × s), each row's i-th at i·rows·s
    Shards.run(shards.count, threads: threads) { index in
      let (shard, count) = (shards[index], shards[index].rows)
      for i in 0..<s {
        vectors[index].fill(0)
        for row in 0..<count { vectors[index][row * s + i] = 1 }
        shard.stepProduct(t, vectors: vectors[index], into: rows[index].view(i * count * s..<(i + 1) * count * s))
      }
    }
    var first = 0
    for (index, shard) in shards.enumerated() {
      for row in 0..<shard.rows {
        multiply(first + row) { i, j in Double(rows[index][i * shard.rows * s + row * s + j]) }
      }
      first += shard.rows
    }
  }

  /// P ← D⁻¹ A D · P
  private func multiply(_ row: Int, by jacobian: (Int, Int) -> Double) {
    let s = units.count
    var result = [Double](repeating: 0, count: s * s)
    for i in 0..<s {
      for k in 0..<s {
        let a = jacobian(i, k) * units[k] / units[i]
        guard a != 0 else { continue }
        for j in 0..<s { result[i * s + j] += a * products[row][k * s + j] }
      }
    }
    products[row] = result
  }

  /// Largest singular value of a row's product, by power iteration on PᵀP.
  package func growth(ofRow row: Int) -> Double {
    let (s, p) = (units.count, products[row])
    var vector = (0..<s).map { 1 + 0.1 * Double($0) }
    var value = 0.0
    for _ in 0..<Self.iterations {
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard norm > 0, norm.isFinite else { return norm }
      for j in 0..<s { vector[j] /= norm }
      let image = (0..<s).map { i in (0..<s).reduce(0) { $0 + p[i * s + $1] * vector[$1] } }
      value = image.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vector = (0..<s).map { j in (0..<s).reduce(0) { $0 + p[$1 * s + j] * image[$1] } }
    }
    return value
  }

  private static let iterations = 60
}
