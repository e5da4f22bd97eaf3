"""Milliseconds of a gradient step of soft actor-critic in stable-baselines3 (PyTorch) or sbx (JAX).

    sac_update.py sb3|sbx THREADS OBSERVATIONS ACTIONS BATCH

The same sizes as learning-bench's: an actor and two critics of 256 x 256, draws from a replay buffer of 10,000
transitions included; the median of five stretches of 100 steps after a first one that compiles.
"""
import os
import sys

library, threads, observations, actions, batch = sys.argv[1], *map(int, sys.argv[2:])
os.environ["OMP_NUM_THREADS"] = str(threads)
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'} intra_op_parallelism_threads={threads}"
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])

import statistics  # noqa: E402
import time  # noqa: E402

import gymnasium  # noqa: E402
import numpy  # noqa: E402


class Nothing(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-1, 1, (observations,), numpy.float32)
    action_space = gymnasium.spaces.Box(-1, 1, (actions,), numpy.float32)

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        return self.observation_space.sample(), {}

    def step(self, action):
        return self.observation_space.sample(), float(action[0]), False, False, {}


if library == "sb3":
    import torch
    from stable_baselines3 import SAC

    torch.set_num_threads(threads)
else:
    from sbx import SAC

steps = 100
model = SAC("MlpPolicy", Nothing(), batch_size=batch, learning_starts=10_000, buffer_size=10_000, verbose=0)
model.learn(10_000)


def stretch():
    start = time.perf_counter()
    if library == "sb3":
        model.train(gradient_steps=steps, batch_size=batch)
    else:
        model.train(batch_size=batch, gradient_steps=steps)
    return (time.perf_counter() - start) * 1e3 / steps


stretch()
print(statistics.median(stretch() for _ in range(5)))
