"""Installs the package into an empty folder and uses it from another, as a user does: no path to the checkout given."""
import pathlib
import subprocess
import sys

import package

library, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
done = subprocess.run(
    [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation",
     "--target", folder / "packages", package.SOURCE],
    capture_output=True, text=True)
assert done.returncode == 0, done.stderr
program = """
import gymnasium, sim2real, sys
assert sim2real.__file__.startswith(sys.argv[1]), sim2real.__file__
env = gymnasium.make("sim2real/cartpole-swingup-v0")
env.reset(seed=1)
env.step(env.action_space.sample())
"""
done = subprocess.run(
    [sys.executable, "-c", program, str(folder)], cwd=folder, capture_output=True, text=True,
    env={"PYTHONPATH": str(folder / "packages"), "PATH": "/usr/bin:/bin"})
assert done.returncode == 0, done.stderr
print("fine")
