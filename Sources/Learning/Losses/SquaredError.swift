/// ½(prediction − target)², with its derivative by the prediction.
public func squaredError(_ prediction: Float, target: Float) -> (loss: Float, derivative: Float) {
  let error = prediction - target
  return (0.5 * error * error, error)
}

/// The larger of ½(v − target)² and the same with v held within ±`clip` of `old` (value clipping, as in OpenAI's
/// baselines: ppo2), with its derivative by the prediction v: nothing is won by leaving that range.
public func clippedSquaredError(
  _ prediction: Float, target: Float, old: Float, clip: Float
) -> (loss: Float, derivative: Float) {
  let clamped = min(max(prediction, old - clip), old + clip)
  let (plain, bounded) = (squaredError(prediction, target: target), squaredError(clamped, target: target))
  return plain.loss >= bounded.loss ? plain : (bounded.loss, 0)
}
