"""check_env of every id, a warning being a failure, and what environments say of themselves."""
import sys
import warnings

import package

package.use(sys.argv[1])
import gymnasium
import numpy as np
import sim2real
from gymnasium.utils.env_checker import check_env

warnings.simplefilter("error")
names = [name for name in gymnasium.registry if name.startswith("sim2real/")]
assert {"sim2real/cartpole-swingup-v0", "sim2real/rotary-pendulum-swingup-v0"} <= set(names), names
for name in names:
    arguments = {"scenario": package.ROOT / "scenarios/tabular/cartpole-balance.yaml"} if "scenario-v0" in name else {}
    env = gymnasium.make(name, **arguments)
    check_env(env.unwrapped)
    env.close()
    print(name, "passes")

env = gymnasium.make("sim2real/cartpole-swingup-v0").unwrapped
assert isinstance(env, sim2real.SimulatedEnv) and env.render_mode is None and env.metadata["render_modes"] == []
assert env.observation_names[1] == "sin(hinge.position)" and env.observation_units[0] == "m"
assert env.action_names == ["slider.effort"]
assert (env.control_period_s, env.physics_step_s, env.episode_steps) == (0.02, 0.002, 500)
assert env.parameters["cart.mass_kg"] == 1 and env.randomizations[0] == "training"
assert (env.observation_space.high[1], env.observation_space.high[5]) == (1, 14)
assert env.action_space == gymnasium.spaces.Box(-1, 1, (1,), np.float32)

# A whole episode: its length, the terms' sum, and success said at the end.
env = gymnasium.make("sim2real/cartpole-swingup-v0", evaluation=True, randomization=False).unwrapped
observation, info = env.reset(seed=3)
for step in range(1, env.episode_steps + 1):
    observation, reward, terminated, truncated, info = env.step(np.float32([0.0]))
    assert abs(info["reward_terms"].sum() - reward) < 1e-6 and len(info["reward_terms"]) == len(env.reward_term_names)
    assert ("is_success" in info) == truncated and not terminated
assert step == 500 and truncated and info["is_success"] is False, "a pole that hangs is no success"

# The episode that the simulator has begun by itself is the next one.
first, _ = env.reset()
other = gymnasium.make("sim2real/cartpole-swingup-v0", evaluation=True, randomization=False).unwrapped
other.reset(seed=3)
other.step(np.float32([0.0]))
second, _ = other.reset()
assert np.array_equal(first, second)

# A variant holds for one episode, and does what it says.
heavy = {name: 0 for name in env.parameters if name.endswith((".noise", "_delay_s"))} | {"cart.mass_kg": "x3"}
env.reset(seed=1, options={"variant": heavy})
assert 0 < env.step([1])[0][3] < 0.15
env.reset(seed=1, options={"variant": heavy | {"cart.mass_kg": 1}})
assert env.step([1])[0][3] > 0.2
print("fine")
