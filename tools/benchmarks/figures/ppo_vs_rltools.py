"""PPO beside RLtools' own example on Pendulum-v1, with the example's hyperparameters: seconds for its 300,000 steps.

RLtools is cloned, or RL_TOOLS names a checkout of it, and built with g++ and OpenBLAS (libopenblas-dev) as its README
says; the example lacks the header that lets its layers use OpenBLAS, which is added (0.5 s instead of 3 s). Its pendulum is a
formula that is compiled into the trainer; ours is a robot with joints in ODE, so the second row tells the updates apart.
One thread on both sides. RLtools' return is the mean of 1,000 episodes without exploration, ours
that of the last training episodes, with it.
"""
import json
import os
import pathlib
import re
import shutil

from . import common

ROUNDS = 5
SETTINGS = {
    "total_steps": 300_000, "copies": 4, "rollout_steps": 1024, "minibatches": 16, "epochs": 2, "discount": 0.9,
    "decay": 0.95, "learning_rate": 1e-3, "final_learning_rate": 1e-3, "entropy_coefficient": 0, "activation": "relu",
    "initial_log_standard_deviation": 0.693, "observation_normalization": "true"}
EXAMPLE = "src/rl/environments/pendulum/ppo/cpu/training.cpp"
FOLDER = common.RUNS / "ppo-vs-rltools"


def fetched():
    checkout = pathlib.Path(os.environ.get("RL_TOOLS", FOLDER / "rl-tools"))
    if not checkout.exists():
        common.run("git", "clone", "--depth", 1, "https://github.com/rl-tools/rl-tools", checkout)
    return checkout


def build(checkout):
    program = FOLDER / "rltools"
    example = checkout / EXAMPLE
    source = FOLDER / "training.cpp"
    place = "#include <rl_tools/nn/layers/standardize/operations_generic.h>"
    source.write_text(example.read_text().replace(place, "#include <rl_tools/nn/operations_cpu_mux.h>\n" + place, 1))
    common.run(
        "g++", "-std=c++17", "-Ofast", "-march=native", "-I", f"{checkout}/include", "-I", example.parent, source,
        "-DRL_TOOLS_BACKEND_ENABLE_OPENBLAS", "-DBENCHMARK", "-lopenblas", "-o", program)
    return program


def theirs(program):
    """Seconds of the training loop, and the return at the end."""
    printed = common.run(program, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"})
    return float(re.search(r"Time: *([\d.]+)", printed)[1]), float(re.search(r"Final return: *(-?[\d.]+)", printed)[1])


def ours(round):
    """Seconds of rollouts and of updates, and the return at the end."""
    run = FOLDER / "ours"
    shutil.rmtree(run, ignore_errors=True)
    settings = [part for key, value in SETTINGS.items() for part in ("--set", f"learner.ppo.{key}={value}")]
    common.run(
        common.BUILD / "sim2real", "train", "scenarios/classic-pendulum.yaml", "--seed", round, "--threads", 1, *settings,
        "--out", run)
    scalars = json.loads(common.run(common.python(), "Tests/Peers/read_tensorboard.py", run))["scalars"]

    def total(tag):
        return sum(float(value) for _, value, _ in scalars[tag])

    return total("time/rollout_s"), total("time/update_s"), float(scalars["episode/return"][-1][1])


def measure():
    FOLDER.mkdir(parents=True, exist_ok=True)
    checkout = fetched()
    program = build(checkout)
    mine, others = [], []
    for round in range(1, ROUNDS + 1):
        mine.append(ours(round))
        others.append(theirs(program))
    rollouts, updates, returns = zip(*mine)
    their_seconds, their_returns = zip(*others)
    seconds = [a + b for a, b in zip(rollouts, updates)]
    return [
        common.row(
            "Pendulum, 300,000 steps", common.median(seconds), "s", low=min(seconds), high=max(seconds), peer="RLtools",
            peer_value=common.median(their_seconds), ratio=common.median([b / a for a, b in zip(seconds, their_seconds)]),
            peer_commit=common.run("git", "-C", checkout, "rev-parse", "HEAD").strip()),
        common.row("of which updates", common.median(updates), "s", low=min(updates), high=max(updates)),
        common.row(
            "return at the end", common.median(returns), "return", low=min(returns), high=max(returns),
            peer=f"RLtools: {common.median(their_returns):.4g}", seeds=f"1..{ROUNDS}")]
