import COneDNN
import Glibc

/// Row-major products by oneDNN, single-threaded: the trainers thread across shards, not inside a product.
package enum MatrixProduct {
  package struct Operand {
    let address: UnsafePointer<Float>
    let isTransposed: Bool

    package static func plain(_ address: UnsafePointer<Float>) -> Operand { Operand(address: address, isTransposed: false) }
    package static func transposed(_ address: UnsafePointer<Float>) -> Operand { Operand(address: address, isTransposed: true) }
  }

  /// result = a · b, or result + a · b when `adding`.
  ///
  /// - Parameters:
  ///   - a: (rows × inner), stored as (inner × rows) where transposed.
  ///   - b: (inner × columns), stored as (columns × inner) where transposed.
  ///   - result: (rows × columns)
  package static func multiply(
    _ a: Operand, _ b: Operand, rows: Int, columns: Int, inner: Int, adding: Bool = false,
    into result: UnsafeMutablePointer<Float>
  ) {
    let status = dnnl_sgemm(
      letter(a), letter(b), dnnl_dim_t(rows), dnnl_dim_t(columns), dnnl_dim_t(inner), 1,
      a.address, dnnl_dim_t(a.isTransposed ? rows : inner), b.address, dnnl_dim_t(b.isTransposed ? inner : columns),
      adding ? 1 : 0, result, dnnl_dim_t(columns))
    precondition(status == dnnl_success, "oneDNN refused a matrix product")
  }

  private static func letter(_ operand: Operand) -> CChar { CChar(UInt8(ascii: operand.isTransposed ? "T" : "N")) }

  /// Keeps OpenMP, which oneDNN may be built with, from starting threads of its own below the calling thread.
  package static func keepToThisThread() { setOpenMPThreads?(1) }

  /// OpenMP's setting is one of each calling thread; nil where oneDNN came without OpenMP.
  private static let setOpenMPThreads: (@convention(c) @Sendable (CInt) -> Void)? = {
    guard let symbol = dlsym(nil, "omp_set_num_threads") else { return nil }
    return unsafeBitCast(symbol, to: (@convention(c) @Sendable (CInt) -> Void).self)
  }()
}
