"""The quadruped walks as it is told: training time, falls and tracking error on held-out variants.

Intervals are over seeds. Trains what is not trained yet, so an interrupted campaign goes on where it stopped; remove
runs/benchmarks/quadruped-walk to begin again. The evaluation's variants come from a seed that no setting was chosen on;
its episodes last 20 s.
"""
import json

from . import common

SEEDS = [1, 2, 3]
EPISODES = 300
EVALUATION_SEED = 5_001_122
SCENARIO = "scenarios/quadruped-walk.yaml"
FOLDER = common.RUNS / "quadruped-walk"


def train(seed):
    return common.trained(FOLDER / f"seed-{seed}", SCENARIO, seed)


def evaluate(seed):
    output = FOLDER / f"evaluation-{seed}.json"
    common.run(
        common.BUILD / "sim2real", "evaluate", train(seed), "--episodes", EPISODES, "--seed", EVALUATION_SEED + seed,
        "--json", output)
    return {entry["name"]: entry["policy"] for entry in json.loads(output.read_text())["sets"]}


def measure():
    FOLDER.mkdir(parents=True, exist_ok=True)
    reports = [evaluate(seed) for seed in SEEDS]
    seeds = f"{SEEDS[0]}..{SEEDS[-1]}"

    def share(name, estimates):
        values = [100 * estimate["value"] for estimate in estimates]
        mean, low, high = common.mean_interval(values)
        return common.row(name, mean, "%", low=low, high=min(100, high), seeds=seeds, each=values)

    rows = []
    for name in ["interpolation", "extrapolation"]:
        figures = [report[name] for report in reports]
        rows.append(share(f"{name}: episodes of 20 s without a fall", [f["lasted"] for f in figures]))
        for i, deviation in enumerate(figures[0]["deviations"]):
            values = [f["deviations"][i]["mean"] for f in figures]
            rows.append(common.row(
                f"{name}: {deviation['quantity']} off what was asked for, mean over whole episodes",
                common.median(values), deviation["unit"], low=min(values), high=max(values), seeds=seeds,
                ninetieth=[f["deviations"][i]["ninetieth"] for f in figures]))
        rows.append(share(f"{name}: both within 0.25 m/s at every tick of the last 2 s", [f["success"] for f in figures]))
    seconds = [json.loads((FOLDER / f"seed-{seed}/training.json").read_text())["seconds"] for seed in SEEDS]
    rows.append(common.row("training", common.median(seconds), "s", low=min(seconds), high=max(seconds), seeds=seeds))
    return rows
