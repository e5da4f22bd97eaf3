import Control
import Networks
import Policies

extension DynamicsCoding {
  /// Inputs of rows before normalisation; see ``DynamicsCoding/encode(rows:states:applied:scratch:into:)``.
  func encode(
    rows: Int, states: FloatBuffer, applied: FloatBuffer, scratch: FloatBuffer, into inputs: FloatBuffer
  ) {
    encode(
      rows: rows, states: states.address(rows * state.count), applied: applied.address(rows * state.actuators),
      scratch: scratch.address(rows * featureCount), into: inputs.address(rows * self.inputs))
  }
}
