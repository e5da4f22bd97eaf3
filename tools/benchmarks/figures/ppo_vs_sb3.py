"""PPO beside stable-baselines3's and sbx's: seconds until the same return, and the return at the end, 5 seeds.

The same hyperparameters, the same two cores, one run at a time. The cart-pole's swing-up is the same environment, ours,
which the peers step through the Gymnasium package; CartPole-v1 and Pendulum-v1 (with g = 9.81) are Gymnasium's own there
and re-implemented as scenarios here. A return is that of training episodes, the mean over the last 100 or over one of
each copy. Our clock starts with the process, a peer's when everything is imported and made.
"""
import json
import os
import shutil
import subprocess
import time

from . import common

SEEDS = [1, 2, 3, 4, 5]
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
    "gae_lambda": 0.95, "ent_coef": 0.06, "learning_rate": 1e-3, "final_learning_rate": 1e-4,
    "policy_kwargs": {"net_arch": [64, 64], "log_std_init": 0.5}}
# Scenario, what the peers learn on, its settings, overrides that make ours the same, the return that both are to reach.
TASKS = [
    ("classic-cartpole", "CartPole-v1", CARTPOLE, [], 475),
    ("classic-pendulum", "Pendulum-v1", PENDULUM, [], -300),
    ("cartpole-swingup", "sim2real/cartpole-swingup-v0", SWINGUP, ["learner.ppo.total_steps=1000000"], 40),
]
FOLDER = common.RUNS / "ppo-vs-sb3"


def ours(scenario, seed, overrides):
    """Seconds since the process was started, steps and mean return after each iteration."""
    run = FOLDER / f"{scenario}-{seed}"
    curve = run / "curve.json"
    if not curve.exists():
        shutil.rmtree(run, ignore_errors=True)
        settings = [part for override in ["learner.ppo.asymmetric_critic=false", *overrides] for part in ("--set", override)]
        start = time.time()
        common.run(
            common.BUILD / "sim2real", "train", f"scenarios/{scenario}.yaml", "--seed", seed, "--threads", THREADS,
            *settings, "--out", run)
        events = json.loads(common.run(common.python(), "Tests/Peers/read_tensorboard.py", run))
        curve.write_text(json.dumps(
            [[wall - start, step, float(value)] for step, value, wall in events["scalars"]["episode/return"]]))
    return json.loads(curve.read_text())


def peers(library, environment, seed, settings):
    curve = FOLDER / f"{environment.replace('/', '-')}-{library}-{seed}.json"
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
    for scenario, environment, settings, overrides, threshold in TASKS:
        mine = [ours(scenario, seed, overrides) for seed in SEEDS]
        times = [crossing(curve, threshold) for curve in mine]
        finals = [curve[-1][2] for curve in mine]
        fields = {"seeds": f"{SEEDS[0]}..{SEEDS[-1]}"}
        zoo = {"published": f"rl-baselines3-zoo {ZOO[scenario]}"} if scenario in ZOO else {}
        for library, peer in PEERS.items():
            theirs = [peers(library, environment, seed, settings) for seed in SEEDS]
            their_times = [crossing(curve, threshold) for curve in theirs]
            their_finals = [curve[-1][2] for curve in theirs]
            rows.append(common.row(
                f"{scenario}: until a return of {threshold}, beside {library}", common.median(times), "s", low=min(times),
                high=max(times), peer=peer, peer_value=common.median(their_times),
                ratio=common.median([b / a for a, b in zip(times, their_times)]),
                never_reached=[missed(mine, threshold), missed(theirs, threshold)], **fields))
            rows.append(common.row(
                f"{scenario}: all {settings['total_steps']:,} steps, beside {library}",
                common.median([curve[-1][0] for curve in mine]), "s", peer=peer,
                peer_value=common.median([curve[-1][0] for curve in theirs]),
                ratio=common.median([b[-1][0] / a[-1][0] for a, b in zip(mine, theirs)]), **fields))
            mean, low, high = common.mean_interval(finals)
            their_mean, their_low, their_high = common.mean_interval(their_finals)
            rows.append(common.row(
                f"{scenario}: return at the end, beside {library}", mean, "return", low=low, high=high,
                peer=f"{peer}: {their_mean:.4g} [{their_low:.4g}, {their_high:.4g}]", each=finals, peer_each=their_finals,
                **fields, **zoo))
    return rows
