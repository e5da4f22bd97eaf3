internal import CGSL

/// Once in a process: GSL's default handler ends it on a matrix that is not positive definite.
private let silenceGSL: Void = { _ = gsl_set_error_handler_off() }()

/// Solves A · x = b for a symmetric positive definite A by Cholesky's decomposition (GSL).
///
/// - Parameter matrix: row-major.                                   (n × n)
/// - Returns: nil when A is not positive definite to rounding.
public func solvePositiveDefinite(_ matrix: [Double], _ right: [Double]) -> [Double]? {
  let n = right.count
  precondition(matrix.count == n * n && n > 0, "the sizes disagree")
  silenceGSL
  var (a, x) = (matrix, right)
  let status = a.withUnsafeMutableBufferPointer { a in
    x.withUnsafeMutableBufferPointer { x in
      var view = gsl_matrix_view_array(a.baseAddress, n, n)
      var vector = gsl_vector_view_array(x.baseAddress, n)
      let decomposed = gsl_linalg_cholesky_decomp1(&view.matrix)
      return decomposed != 0 ? decomposed : gsl_linalg_cholesky_svx(&view.matrix, &vector.vector)
    }
  }
  return status == 0 && x.allSatisfy(\.isFinite) ? x : nil
}
