"""Seconds of 1,000 environment steps of MBPO on mbrl-lib's settings, beside mbrl-lib, on its two small tasks.

Rounds that were measured are kept in runs/benchmarks/mbpo-wall-clock and not repeated: it goes on where it stopped.
Both do the same: four (five) trainings of the model on 5,000 to 6,000 steps until no member gets better, as many times
100,000 (80,000) rollouts of one step, and 10 (20) gradient steps of soft actor-critic for each environment step. Ours is
the difference between a run of 6,000 steps and one of the 5,000 random steps before them.
"""
import json
import os
import shutil

from . import common

ROUNDS = 3
LIBRARIES = ["sim2real", "mbrl-lib"]
FOLDER = common.RUNS / "mbpo-wall-clock"
COMMON = ("random_steps: 5000, rollouts_per_step: 400, rollout_length: 1, real_ratio: 0, evaluation_interval: 1000000")
TASKS = {
    "inverted pendulum": {
        "peer": "mbpo_inv_pendulum", "environment": "gymnasium:InvertedPendulum-v5",
        "settings": COMMON + ", retrain_interval: 250, rollout_interval: 250, rollout_retention: 250, "
        "updates_per_step: 10, actor_critic: {target_entropy: -1, initial_temperature: 0.2}, "
        "model: {weight_decay: [0.00001]}"},
    "cart-pole": {
        "peer": "mbpo_cartpole", "environment": "gymnasium:cartpole_continuous:CartPoleContinuous-v0",
        "settings": COMMON + ", retrain_interval: 200, rollout_interval: 200, rollout_retention: 200, "
        "updates_per_step: 20, actor_critic: {target_entropy: -0.05, initial_temperature: 0.2}, "
        "model: {weight_decay: [0.00005]}"},
}


def ours(task, threads, seed):
    folder = FOLDER / "run"
    environment = {**os.environ, "PYTHONPATH": str(common.ROOT / "tools/benchmarks/peers")}
    seconds = []
    for steps in [5000, 6000]:
        shutil.rmtree(folder, ignore_errors=True)
        common.run(
            common.BUILD / "sim2real", "train", "scenarios/gymnasium/inverted-pendulum-mbpo.yaml", "--environment",
            task["environment"], "--set", f"learner={{mbpo: {{total_steps: {steps}, {task['settings']}}}}}", "--seed",
            seed, "--threads", threads, "--out", folder, env=environment)
        seconds.append(json.loads((folder / "training.json").read_text())["seconds"])
    return seconds[1] - seconds[0]


def theirs(task, threads):
    return float(common.run(
        common.mbrl_python(), "tools/benchmarks/peers/mbrl_lib.py", "mbpo", threads, task["peer"]).split()[-1])


def kept(library, name, threads, seed):
    return FOLDER / f"{name.replace(' ', '-')}-{threads}-{seed}-{library}.json"


def once(library, name, threads, seed, measure):
    """A library's seconds in one round, as they were kept or measured now."""
    file = kept(library, name, threads, seed)
    if not file.exists():
        seconds = measure()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(seconds))
    return json.loads(file.read_text())


def summary(name, threads, rounds):
    mine, peer = zip(*rounds)
    spread = {"low": min(mine), "high": max(mine)} if len(rounds) > 1 else {}
    return common.row(
        f"MBPO, 1,000 steps, {name}, {threads} thread{'s' if threads > 1 else ''}", common.median(mine), "s",
        **spread, seeds=f"1..{len(rounds)}" if len(rounds) > 1 else "1", peer="mbrl-lib 0.2.0 (PyTorch)",
        peer_value=common.median(peer), ratio=common.median([b / a for a, b in rounds]))


def report():
    """The rows of the rounds that both libraries have run."""
    rows = []
    for threads in [1, 2]:
        for name in TASKS:
            files = [[kept(library, name, threads, seed) for library in LIBRARIES] for seed in range(1, ROUNDS + 1)]
            rounds = [[json.loads(file.read_text()) for file in pair] for pair in files if all(f.exists() for f in pair)]
            if rounds:
                rows.append(summary(name, threads, rounds))
    return rows


def measure():
    for seed in range(1, ROUNDS + 1):
        for threads in [1, 2]:
            for name, task in TASKS.items():
                once(LIBRARIES[0], name, threads, seed, lambda: ours(task, threads, seed))
                once(LIBRARIES[1], name, threads, seed, lambda: theirs(task, threads))
                common.write("mbpo-wall-clock", report())
    return report()
