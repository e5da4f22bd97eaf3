"""Checks a policy file with onnx, runs it with onnxruntime, and prints how far that is from given commands."""
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

folder = Path(sys.argv[1])
path = str(folder / "policy.onnx")
onnx.checker.check_model(path, full_check=True)

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
metadata = session.get_modelmeta().custom_metadata_map
assert metadata["joint_names"] == "slider,hinge", metadata
assert metadata["action_units"] == "N", metadata
assert float(metadata["control_rate_Hz"]) == 50, metadata
assert len(metadata["observation_names"].split(",")) == session.get_inputs()[0].shape[1], metadata
assert json.loads(metadata["control_interface"])["control_period_s"] == 0.02, metadata
assert metadata["certificate"] == "{}", metadata

observations = np.fromfile(folder / "observations.f32", np.float32).reshape(1000, -1)
ours = np.fromfile(folder / "commands.f32", np.float32).reshape(1000, -1)
batch = session.run(["command"], {"observation": observations})[0]
single = np.concatenate([session.run(["command"], {"observation": row[None]})[0] for row in observations])
print(np.abs(batch - ours).max(), np.abs(single - ours).max(), np.ptp(ours))
