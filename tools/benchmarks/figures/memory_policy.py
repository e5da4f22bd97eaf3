"""A policy that remembers against one that does not, on the rotary pendulum with wide randomization and delay: 5 seeds.

Both arms see the same observation and are trained for the same number of steps with the same settings. Trains what is
not trained yet, so an interrupted campaign goes on where it stopped; remove runs/benchmarks/memory-policy to begin
again. The evaluation's variants come from a seed that no setting was chosen on.
"""
import json

from . import common

SEEDS = [1, 2, 3, 4, 5]
EPISODES = 500
EVALUATION_SEED = 5_001_130
SCENARIO = "scenarios/rotary-pendulum-memory.yaml"
ARMS = {"memory": [], "feed-forward": ["--set", "learner.ppo.memory=none"]}
FOLDER = common.RUNS / "memory-policy"


def train(arm, seed):
    return common.trained(FOLDER / f"{arm}-{seed}", SCENARIO, seed, *ARMS[arm])


def evaluate(seed):
    runs = {arm: train(arm, seed) for arm in ARMS}
    output = FOLDER / f"evaluation-{seed}.json"
    common.run(
        common.BUILD / "sim2real", "evaluate", runs["memory"], "--control", runs["feed-forward"], "--episodes", EPISODES,
        "--seed", EVALUATION_SEED + seed, "--json", output)
    return json.loads(output.read_text())


def measure():
    FOLDER.mkdir(parents=True, exist_ok=True)
    reports = [evaluate(seed) for seed in SEEDS]
    rows = common.beside(
        reports, [("memory (GRU)", "policy"), ("feed-forward", "control")], "memory over feed-forward", "1..5")
    for arm in ARMS:
        seconds = [json.loads((FOLDER / f"{arm}-{seed}/training.json").read_text())["seconds"] for seed in SEEDS]
        rows.append(common.row(
            f"training of one policy, {arm}", common.median(seconds), "s", low=min(seconds), high=max(seconds),
            seeds="1..5"))
    return rows
