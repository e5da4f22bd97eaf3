"""Steps a second of a vector environment from Python, all copies counted.

    vector_env_steps.py (ours THREADS | sync | async) ID COPIES STEPS EFFORT [ARGUMENTS as JSON]

Prints them by the wall's clock and by the calling thread's own, and the share of them that ended an episode.
Random actions up to EFFORT of the range, drawn beforehand. Gymnasium's own get no checker and copy no observations, which is their fastest.
"""
import json
import pathlib
import sys
import time

import gymnasium
import numpy as np

mode, rest = sys.argv[1], sys.argv[2:]
if mode == "ours":
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python/sim2real_gym"))
    import sim2real  # noqa: F401
    threads, rest = int(rest[0]), rest[1:]
identifier, copies, steps, effort = rest[0], int(rest[1]), int(rest[2]), float(rest[3])
arguments = json.loads(rest[4]) if len(rest) > 4 else {}
if mode == "ours":
    envs = gymnasium.make_vec(identifier, num_envs=copies, threads=threads, **arguments)
else:
    envs = gymnasium.make_vec(
        identifier, num_envs=copies, vectorization_mode=mode, vector_kwargs={"copy": False}, disable_env_checker=True,
        **arguments)
random = np.random.default_rng(1)
low, high = effort * envs.single_action_space.low, effort * envs.single_action_space.high
batches = [random.uniform(low, high, envs.action_space.shape).astype(np.float32) for _ in range(64)]
envs.reset(seed=1)
for k in range(max(1, steps // 10)):
    envs.step(batches[k % 64])
wall, own = time.perf_counter(), time.thread_time()
ended = 0
for k in range(steps):
    _, _, terminated, truncated, _ = envs.step(batches[k % 64])
    ended += np.count_nonzero(terminated | truncated)
wall, own = time.perf_counter() - wall, time.thread_time() - own
envs.close()
print(copies * steps / wall, copies * steps / own, ended / (copies * steps))
