"""Bad arguments: each refused with one sentence, after which the environment works as before."""
import subprocess
import sys

import package

package.use(sys.argv[1])
import gymnasium
import numpy as np
import sim2real

NAME = "sim2real/cartpole-swingup-v0"


def refused(body, *fragments):
    try:
        body()
    except sim2real.Error as error:
        sentence = str(error)
    else:
        raise AssertionError(f"was not refused: {fragments}")
    assert all(fragment in sentence for fragment in fragments), sentence
    assert sentence.endswith(".") and "\n" not in sentence, sentence


def make(**arguments):
    return gymnasium.make(NAME, **arguments).unwrapped


def make_vec(copies, **arguments):
    return gymnasium.make_vec(NAME, num_envs=copies, **arguments)


refused(lambda: make(overrides={"physics_step_s": 0.003}), "cartpole-swingup.yaml", "control_period_s", "whole multiple")
refused(lambda: make(overrides=["nonsense"]), "--set", "nonsense", "KEY.PATH=VALUE")
refused(lambda: make(overrides="episode_s=3"), "overrides", "list")
refused(lambda: make(randomization="extrapolatoin"), "the nearest is extrapolation")
refused(lambda: sim2real.SimulatedEnv("none.yaml"), "none.yaml")
refused(lambda: gymnasium.make("sim2real/scenario-v0"), "scenario=FILE")
refused(lambda: sim2real.SimulatedEnv(package.ROOT / "scenarios/gridworlds/dyna-maze.yaml"), "is a gridworld")
refused(lambda: sim2real.SimulatedEnv(package.ROOT / "scenarios/gymnasium/ant.yaml"), "give a scenario with a robot")
refused(lambda: sim2real.SimulatedEnv(package.ROOT / "scenarios/cartpole-swingup.yaml", render_mode="human"), "does not draw")
refused(lambda: make_vec(2, threads=0), "threads: 0")
refused(lambda: sim2real.SimulatedVectorEnv(0, package.ROOT / "scenarios/cartpole-swingup.yaml"), "copies: 0")

env = make()
refused(lambda: env.step([0]), "reset the environment first")
env.reset(seed=1)
refused(lambda: env.step([0, 0]), "action", "(1, 2)", "1 × 1")
refused(lambda: env.step(["left"]), "numbers")
refused(lambda: env.reset(options={"varinat": {}}), "varinat")
refused(lambda: env.reset(options={"variant": {"cart.mas_kg": 1}}), "variant: cart.mas_kg", "the nearest is cart.mass_kg")
refused(lambda: env.reset(options={"variant": {"cart.mass_kg": -1}}), "variant: cart.mass_kg")
assert np.isfinite(env.step([0])[0]).all(), "and goes on"
env.close()
env.close()
refused(lambda: env.step([0]), "closed")
refused(lambda: env.reset(), "closed")

envs = make_vec(3)
refused(lambda: envs.reset(options={"reset_mask": np.array([True, False, True])}), "the first reset begins all copies")
envs.reset(seed=1)
refused(lambda: envs.step(np.zeros((2, 1), np.float32)), "(2, 1)", "3 × 1")
refused(lambda: envs.reset(seed=[1, 2]), "2 seeds for 3 copies")
refused(lambda: envs.reset(seed=[1, 2, -1]), "seed")
refused(lambda: envs.reset(options={"reset_mask": np.array([True])}), "reset_mask", "3 truth values")
_, _, terminated, _, _ = envs.step(np.float32([[0], [np.nan], [np.inf]]))
assert list(terminated) == [False, True, False], "a number is missing, so that robot stops"

# The library is not there, not a library, or not ours.
program = "import sys; sys.path.insert(0, sys.argv[1]); import sim2real\n" \
    "try: sim2real.SimulatedEnv('scenarios/cartpole-swingup.yaml')\n" \
    "except sim2real.Error as error: print(error)"


def say(library, folder="/"):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(package.SOURCE)], cwd=folder, capture_output=True, text=True,
        env={"SIM2REAL_LIBRARY": library, "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1, done.stdout
    return done.stdout


assert "SIM2REAL_LIBRARY: there is no file /nowhere.so" in say("/nowhere.so")
assert "cannot be loaded" in say(__file__)
libc = next(line.split()[-1] for line in open("/proc/self/maps") if "libc.so" in line)
assert "is no library of sim2real" in say(libc)
print("fine")
