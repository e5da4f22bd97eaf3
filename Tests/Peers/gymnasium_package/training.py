"""stable-baselines3's PPO or SAC learns to balance the cart-pole's pole; prints steps of an episode before and after.

    training.py LIBRARY ppo|sac [SEED]
"""
import sys

import package

package.use(sys.argv[1])
import gymnasium
import numpy as np
import sim2real
import stable_baselines3
import torch
from sim2real.sb3 import SimulatedVecEnv
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.vec_env import VecMonitor

torch.set_num_threads(1)
# From near upright, until the pole leans too far or 4 s are over: 200 steps.
TASK = {
    "training_episode_s": 4,
    "starts": [{"weight": 1, "hinge.position_rad": {"uniform": [-0.1, 0.1]}}],
    "terminations.fallen": {"sensor": "hinge.position", "lower_rad": -0.3, "upper_rad": 0.3},
}
SETTINGS = {
    "ppo": (stable_baselines3.PPO, 24_000, {"n_steps": 128, "batch_size": 256, "learning_rate": 1e-3, "gamma": 0.98}),
    "sac": (
        stable_baselines3.SAC, 4000,
        {"learning_starts": 500, "learning_rate": 2e-3, "batch_size": 128, "policy_kwargs": {"net_arch": [64, 64]}}),
}

algorithm, steps, settings = SETTINGS[sys.argv[2]]
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
NAME = "sim2real/cartpole-swingup-v0"
if sys.argv[2] == "ppo":
    # The vector environment, all copies in one call; SAC learns on the single one.
    environment = VecMonitor(SimulatedVecEnv(gymnasium.make_vec(NAME, num_envs=8, overrides=TASK)))
    environment.seed(seed)
else:
    environment = make_vec_env(NAME, n_envs=1, seed=seed, env_kwargs={"overrides": TASK})
held_out = make_vec_env(
    NAME, n_envs=1, seed=1000 + seed, env_kwargs={"overrides": TASK, "randomization": "interpolation"})


def episode_steps():
    return float(np.mean(evaluate_policy(model, held_out, 20, return_episode_rewards=True)[1]))


model = algorithm("MlpPolicy", environment, seed=seed, device="cpu", **settings)
before = episode_steps()
model.learn(steps)
after = episode_steps()
print(steps, before, after)
assert before < 80 and after > 2 * before
print("fine")
