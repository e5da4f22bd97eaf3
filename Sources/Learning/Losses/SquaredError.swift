/// ½(prediction − target)², with its derivative by the prediction.
public func squaredError(_ prediction: Float, target: Float) -> (loss: Float, derivative: Float) {
  let error = prediction - target
  return (0.5 * error * error, error)
}
