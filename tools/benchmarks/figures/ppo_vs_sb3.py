"""PPO beside stable-baselines3's and sbx's: seconds until the same return, and the return at the end.

The same hyperparameters, the same two cores, one run at a time; value_coefficient is twice vf_coef, since our squared
error is halved. The cart-pole's swing-up is the same environment, ours, which the peers step through the Gymnasium
package: once with stable-baselines3's usual minibatches of 64, once with the shipped scenario's own copies and
minibatches; there both sides normalise observations and rewards. CartPole-v1 and Pendulum-v1 (with g = 9.81) are
Gymnasium's own for the peers and re-implemented as scenarios for us; there nobody normalises. A return is that of
training episodes, the mean over the last 100 or over one of each copy. Our clock starts with the process, a peer's when
everything is imported and made.
"""
import json
import os
import shutil
import subprocess
import time

from . import common

THREADS = 2
PEERS = {"sb3": "stable-baselines3 (PyTorch)", "sbx": "sbx (JAX)"}
# rl-baselines3-zoo's published returns of trained PPO agents, of its own settings: benchmark.md, 2022.
ZOO = {"classic-cartpole": "500 ± 0", "classic-pendulum": "-172 ± 104 (g = 10)"}
CARTPOLE = {
    "copies": 8, "total_steps": 100_000, "n_steps": 32, "batch_size": 256, "n_epochs": 20, "gamma": 0.98,
    "gae_lambda": 0.8, "ent_coef": 0, "learning_rate": 1e-3, "final_learning_rate": 0,
    "policy_kwargs": {"net_arch": [64, 64]}}
PENDULUM = {
    "copies": 4, "total_steps": 100_000, "n_steps": 1024, "batch_size": 64, "n_epochs": 10, "gamma": 0.9,
    "gae_lambda": 0.95, "ent_coef": 0, "learning_rate": 1e-3, "policy_kwargs": {"net_arch": [64, 64], "log_std_init": 0}}
SWINGUP = {
    "copies": 512, "total_steps": 1_000_000, "n_steps": 32, "batch_size": 2048, "n_epochs": 10, "gamma": 0.98,
    "gae_lambda": 0.95, "ent_coef": 0.06, "learning_rate": 1e-3, "final_learning_rate": 1e-4, "normalize": True,
    "policy_kwargs": {"net_arch": [64, 64], "log_std_init": 0.5}}
SWINGUP_64 = SWINGUP | {
    "copies": 16, "total_steps": 300_000, "n_steps": 256, "batch_size": 64, "learning_rate": 3e-4,
    "final_learning_rate": 3e-4}
# What makes ours the same.
OURS_SWINGUP = {"value_coefficient": 1, "total_steps": 1_000_000}
OURS_64 = {
    "value_coefficient": 1, "total_steps": 300_000, "copies": 16, "rollout_steps": 256, "minibatches": 64,
    "learning_rate": 3e-4, "final_learning_rate": 3e-4}
# Name, scenario, what the peers learn on, their settings, our overrides, the return that both are to reach, seeds.
TASKS = [
    ("classic-cartpole", "classic-cartpole", "CartPole-v1", CARTPOLE, {}, 475, range(1, 11)),
    ("classic-pendulum", "classic-pendulum", "Pendulum-v1", PENDULUM, {}, -300, range(1, 11)),
    ("cartpole-swingup in minibatches of 64", "cartpole-swingup", "sim2real/cartpole-swingup-v0", SWINGUP_64, OURS_64, 40,
     range(1, 6)),
    ("cartpole-swingup in minibatches of 2,048", "cartpole-swingup", "sim2real/cartpole-swingup-v0", SWINGUP,
     OURS_SWINGUP, 40, range(1, 6)),
]
FOLDER = common.RUNS / "ppo-vs-sb3"


def ours(name, scenario, seed, overrides):
    """Seconds since the process was started, steps and mean return after each iteration."""
    run = FOLDER / f"{name.replace(' ', '-')}-{seed}"
    curve = run / "curve.json"
    if not curve.exists():
        shutil.rmtree(run, ignore_errors=True)
        settings = [part for key, value in overrides.items() for part in ("--set", f"learner.ppo.{key}={value}")]
        start = time.time()
        common.run(
            common.BUILD / "sim2real", "train", f"scenarios/{scenario}.yaml", "--seed", seed, "--threads", THREADS,
            *settings, "--out", run)
        events = json.loads(common.run(common.python(), "Tests/Peers/read_tensorboard.py", run))
        curve.write_text(json.dumps(
            [[wall - start, step, float(value)] for step, value, wall in events["scalars"]["episode/return"]]))
    return json.loads(curve.read_text())


def peers(name, library, environment, seed, settings):
    curve = FOLDER / f"{name.replace(' ', '-')}-{library}-{seed}.json"
    if not curve.exists():
        printed = common.run(
            common.python(), "tools/benchmarks/peers/ppo_return.py", library, environment, seed, THREADS,
            json.dumps(settings | {"clip_range": 0.2}),
            env=os.environ | {"SIM2REAL_LIBRARY": str(common.BUILD / "libSim2RealABI.so")})
        curve.write_text("[" + ",".join(line for line in printed.splitlines() if line.startswith("[")) + "]")
    return json.loads(curve.read_text())


def crossing(curve, threshold):
    """Seconds until the return is reached; of a run that never does, all it took, which flatters it."""
    return next((seconds for seconds, _, value in curve if value >= threshold), curve[-1][0])


def missed(curves, threshold):
    return sum(all(value < threshold for _, _, value in curve) for curve in curves)


def measure():
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "Sim2RealABI"], cwd=common.ROOT, check=True,
        stdout=subprocess.DEVNULL)
    rows = []
    for name, scenario, environment, settings, overrides, threshold, seeds in TASKS:
        mine, theirs = [], {library: [] for library in PEERS}
        for seed in seeds:  # side by side in time, so that a slow hour is everybody's
            mine.append(ours(name, scenario, seed, overrides))
            for library in PEERS:
                theirs[library].append(peers(name, library, environment, seed, settings))
        rows += compared(name, mine, theirs, settings, threshold, seeds, ZOO.get(scenario))
        if name != TASKS[-1][0]:
            common.write("ppo-vs-sb3", rows)
    return rows


def compared(name, mine, theirs, settings, threshold, seeds, published):
    times = [crossing(curve, threshold) for curve in mine]
    everything = [curve[-1][0] for curve in mine]
    finals = [curve[-1][2] for curve in mine]
    fields = {"seeds": f"{seeds[0]}..{seeds[-1]}"}
    rows, returns, gains = [], [], {}
    for library, peer in PEERS.items():
        their_times = [crossing(curve, threshold) for curve in theirs[library]]
        their_everything = [curve[-1][0] for curve in theirs[library]]
        rows.append(common.row(
            f"{name}: until a return of {threshold}, beside {library}", common.median(times), "s", low=min(times),
            high=max(times), peer=peer, peer_value=common.median(their_times),
            ratio=common.median([b / a for a, b in zip(times, their_times)]),
            never_reached=[missed(mine, threshold), missed(theirs[library], threshold)],
            all_steps={
                "steps": settings["total_steps"], "seconds": common.median(everything),
                "peer_seconds": common.median(their_everything),
                "ratio": common.median([b / a for a, b in zip(everything, their_everything)])}, **fields))
        their_finals = [curve[-1][2] for curve in theirs[library]]
        returns.append("{}: {:.4g} [{:.4g}, {:.4g}]".format(library, *common.mean_interval(their_finals)))
        gains[library] = {
            "each": their_finals, "gain": common.mean_interval([a - b for a, b in zip(finals, their_finals)])}
    mean, low, high = common.mean_interval(finals)
    zoo = [f"rl-baselines3-zoo's published: {published}"] if published else []
    rows.append(common.row(
        f"{name}: return at the end", mean, "", low=low, high=high, peer="; ".join(returns + zoo), each=finals,
        peers=gains, **fields))
    return rows
