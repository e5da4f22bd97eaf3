"""Runs a policy file that remembers with onnxruntime, step by step, and prints how far that is from given commands."""
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
size = int(metadata["recurrent_state_size"])
names = {"gru": ["h"], "lstm": ["h", "c"]}[metadata["recurrent"]]
assert [i.name for i in session.get_inputs()] == ["observation"] + [n + "_in" for n in names], session.get_inputs()
assert [o.name for o in session.get_outputs()] == ["command"] + [n + "_out" for n in names], session.get_outputs()

observations = np.fromfile(folder / "observations.f32", np.float32).reshape(1000, -1)
ours = np.fromfile(folder / "commands.f32", np.float32)
state = {n: np.zeros((1, 1, size), np.float32) for n in names}
commands = []
for row in observations:
    feeds = {"observation": row[None], **{n + "_in": value for n, value in state.items()}}
    command, *after = session.run(["command"] + [n + "_out" for n in names], feeds)
    state = dict(zip(names, after))
    commands.append(command[0, 0])
difference = np.abs(np.array(commands) - ours).max()
# A batch of two robots, from zero states.
feeds = {"observation": observations[:2], **{n + "_in": np.zeros((1, 2, size), np.float32) for n in names}}
batch = session.run(["command"], feeds)[0]
print(difference, abs(batch[0, 0] - ours[0]), np.ptp(ours))
