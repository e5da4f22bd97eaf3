"""Steps a second of a Gymnasium environment in a plain Python loop: gymnasium_steps.py ID STEPS"""

import sys
import time

import gymnasium
import numpy

gymnasium.logger.min_level = gymnasium.logger.ERROR
env = gymnasium.make(sys.argv[1], disable_env_checker=True)
steps = int(sys.argv[2])
space = env.action_space
actions = numpy.random.default_rng(2).uniform(space.low, space.high, (steps, *space.shape)).astype(space.dtype)
env.reset(seed=1)
start = time.perf_counter()
for action in actions:
    _, _, terminated, truncated, _ = env.step(action)
    if terminated or truncated:
        env.reset()
print(steps / (time.perf_counter() - start))
