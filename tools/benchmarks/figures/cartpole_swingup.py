"""Swing-up on held-out physics: 5 seeds, each with a randomized policy, a control arm and a reference policy.

Trains what is not trained yet, so an interrupted campaign goes on where it stopped; remove runs/benchmarks/swingup to
begin again. The evaluation's variants come from a seed that no setting was chosen on.
"""
import json

from . import common

SEEDS = [1, 2, 3, 4, 5]
EPISODES = 500
EVALUATION_SEED = 5_001_122
ARMS = {"randomized": [], "control": ["--no-randomization"], "reference": ["--variants", "extrapolation"]}
FOLDER = common.RUNS / "swingup"
SCENARIO = "scenarios/cartpole-swingup.yaml"


def train(arm, seed):
    return common.trained(FOLDER / f"{arm}-{seed}", SCENARIO, seed, *ARMS[arm])


def evaluate(seed):
    runs = {arm: train(arm, seed) for arm in ARMS}
    output = FOLDER / f"evaluation-{seed}.json"
    common.run(
        common.BUILD / "sim2real", "evaluate", runs["randomized"], "--control", runs["control"], "--reference",
        runs["reference"], "--episodes", EPISODES, "--seed", EVALUATION_SEED + seed, "--json", output)
    return json.loads(output.read_text())


def measure():
    FOLDER.mkdir(parents=True, exist_ok=True)
    reports = [evaluate(seed) for seed in SEEDS]
    rows = common.beside(
        reports, [("randomized policy", "policy"), ("control arm", "control"), ("reference policy", "reference")],
        "randomized over control", "1..5")
    seconds = [json.loads((FOLDER / f"randomized-{seed}/training.json").read_text())["seconds"] for seed in SEEDS]
    rows.append(common.row("training of one policy", common.median(seconds), "s", low=min(seconds), high=max(seconds), seeds="1..5"))
    return rows
