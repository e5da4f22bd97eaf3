import CGSL

/// The right-hand side of y' = f(y), boxed for C.
private final class RightHandSide {
  let dimension: Int
  let derivative: ([Double]) -> [Double]

  init(dimension: Int, derivative: @escaping ([Double]) -> [Double]) {
    self.dimension = dimension
    self.derivative = derivative
  }
}

/// GSL's Prince–Dormand 8(9) solver at a tolerance of 1e-12, as an independent peer.
func referenceSolution(_ state: [Double], seconds: Double, derivative: @escaping ([Double]) -> [Double]) -> [Double] {
  let side = RightHandSide(dimension: state.count, derivative: derivative)
  var system = gsl_odeiv2_system(
    function: { _, y, slope, context in
      let side = Unmanaged<RightHandSide>.fromOpaque(context!).takeUnretainedValue()
      let result = side.derivative(Array(UnsafeBufferPointer(start: y, count: side.dimension)))
      for i in 0..<side.dimension { slope![i] = result[i] }
      return 0
    },
    jacobian: nil, dimension: state.count, params: Unmanaged.passUnretained(side).toOpaque())
  let driver = gsl_odeiv2_driver_alloc_y_new(&system, s2r_odeiv2_rk8pd(), 1e-4, 1e-12, 1e-12)
  defer { gsl_odeiv2_driver_free(driver) }
  var y = state
  var time = 0.0
  let status = gsl_odeiv2_driver_apply(driver, &time, seconds, &y)
  precondition(status == 0, "the reference solver failed")
  return withExtendedLifetime(side) { y }
}
