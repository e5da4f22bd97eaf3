"""PPO of stable-baselines3 (PyTorch) or sbx (JAX): seconds of training, steps and mean return of the last episodes.

    ppo_return.py sb3|sbx ENVIRONMENT SEED THREADS SETTINGS

ENVIRONMENT is a Gymnasium name, or a scenario's of the Gymnasium package (`sim2real/…`), whose library
SIM2REAL_LIBRARY names. SETTINGS is JSON: copies, total_steps, normalize (running statistics of observations and rewards)
and the library's own keyword arguments. The clock starts when everything is imported and made. Prints one line of JSON
for each rollout: [seconds, steps, mean return of the last 100 episodes or one of each copy].
"""
import json
import os
import sys

library, name, seed, threads, settings = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), json.loads(sys.argv[5])
os.environ["OMP_NUM_THREADS"] = str(threads)

import time  # noqa: E402

import gymnasium  # noqa: E402
import torch  # noqa: E402
from stable_baselines3.common.callbacks import BaseCallback  # noqa: E402
from stable_baselines3.common.env_util import make_vec_env  # noqa: E402
from stable_baselines3.common.vec_env import VecMonitor, VecNormalize  # noqa: E402

if library == "sb3":
    from stable_baselines3 import PPO
else:
    from sbx import PPO

torch.set_num_threads(threads)
copies, total, normalizes = settings.pop("copies"), settings.pop("total_steps"), settings.pop("normalize", False)
final_rate = settings.pop("final_learning_rate", settings["learning_rate"])
first_rate = settings["learning_rate"]
if final_rate != first_rate:
    settings["learning_rate"] = lambda left: final_rate + (first_rate - final_rate) * left
policy = settings.setdefault("policy_kwargs", {})
if library == "sb3":
    policy["activation_fn"] = torch.nn.Tanh
if name.startswith("sim2real/"):
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../python/sim2real_gym"))
    import sim2real  # noqa: F401
    from sim2real.sb3 import SimulatedVecEnv

    environment = VecMonitor(SimulatedVecEnv(gymnasium.make_vec(name, num_envs=copies)))
    environment.seed(seed)
else:
    arguments = {"g": 9.81} if name.startswith("Pendulum") else {}
    environment = make_vec_env(name, n_envs=copies, seed=seed, env_kwargs=arguments)
if normalizes:
    environment = VecNormalize(environment, gamma=settings["gamma"])  # outside the monitor: returns stay as they are


class Clock(BaseCallback):
    def _on_training_start(self):
        self.start = time.perf_counter()

    def _on_rollout_end(self):
        returns = [episode["r"] for episode in self.model.ep_info_buffer]
        if returns:
            print(json.dumps(
                [time.perf_counter() - self.start, self.num_timesteps, float(sum(returns) / len(returns))]), flush=True)

    def _on_step(self):
        return True


model = PPO("MlpPolicy", environment, seed=seed, device="cpu", **settings)
model._stats_window_size = max(100, copies)  # sbx takes no argument for it
model.learn(total, callback=Clock())
