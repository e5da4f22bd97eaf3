"""Generalization after Packer et al. 2018: policies of the default box D and of the random box R, on R and on the extreme
box E. Interpolation is RR; extrapolation the geometric mean of DR, DE and RE, each a mean over the seeds.

Trains what is not trained yet, so an interrupted campaign goes on where it stopped. The evaluation's variants come from
a seed that no setting was chosen on.
"""
import json

from . import common

SEEDS = [1, 2, 3, 4, 5]
EPISODES = 1000
EVALUATION_SEED = 5_001_122
BOXES = {"R": "interpolation", "E": "extrapolation"}


def train(scenario, box, seed):
    arguments = ["--no-randomization"] if box == "D" else []
    return common.trained(
        common.RUNS / scenario / f"{box}-{seed}", f"scenarios/{scenario}.yaml", seed, *arguments)


def evaluate(scenario, seed):
    """Percent of success of DR, DE, RR and RE."""
    output = common.RUNS / scenario / f"evaluation-{seed}.json"
    common.run(
        common.BUILD / "sim2real", "evaluate", train(scenario, "R", seed), "--control", train(scenario, "D", seed),
        "--episodes", EPISODES, "--seed", EVALUATION_SEED + seed, "--json", output)
    sets = {entry["name"]: entry for entry in json.loads(output.read_text())["sets"]}
    return {
        trained + tested: 100 * sets[name][arm]["success"]["value"]
        for trained, arm in [("D", "control"), ("R", "policy")] for tested, name in BOXES.items()}


def measure(scenario, published):
    (common.RUNS / scenario).mkdir(parents=True, exist_ok=True)
    each = [evaluate(scenario, seed) for seed in SEEDS]
    for figures in each:
        figures["geometric"] = (figures["DR"] * figures["DE"] * figures["RE"]) ** (1 / 3)
    names = {
        "DR": "trained on D, tested on R", "DE": "trained on D, tested on E", "RE": "trained on R, tested on E",
        "RR": f"interpolation (RR); best published {published[0]}",
        "geometric": f"extrapolation (geometric mean of DR, DE, RE); best published {published[1]}"}
    rows = []
    for key, name in names.items():
        values = [figures[key] for figures in each]
        mean, low, high = common.mean_interval(values)
        rows.append(common.row(
            name, mean, "% success", low=low, high=min(100, high), seeds=f"{SEEDS[0]}..{SEEDS[-1]}", each=values))
    return rows
