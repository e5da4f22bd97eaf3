"""Steps a Gymnasium environment directly: gymnasium_steps.py ID ARGUMENTS ACTIONS SEED...

ACTIONS is a file of doubles, (steps × copies × actions). Prints for each step and copy, as the hexadecimal bits of
floats: the observation reached, the reward, how the episode stands (0 running, 1 terminated, 2 truncated), and the
observation to act on next.
"""

import json
import sys

import gymnasium
import numpy as np

identifier, arguments, file, *seeds = sys.argv[1:]
gymnasium.logger.min_level = gymnasium.logger.ERROR
envs = [gymnasium.make(identifier, **json.loads(arguments)) for _ in seeds]
first = [env.reset(seed=int(seed))[0] for env, seed in zip(envs, seeds)]
space = envs[0].action_space
actions = np.fromfile(file).reshape(-1, len(envs), *space.shape).astype(space.dtype)


def bits(*values):
    return "".join(np.asarray(value, "<f4").tobytes().hex() for value in values)


print(bits(*first))
for row in actions:
    for env, action in zip(envs, row):
        reached, reward, terminated, truncated, _ = env.step(action)
        following = env.reset()[0] if terminated or truncated else reached
        print(bits(reached, reward, 1 if terminated else 2 if truncated else 0, following))
