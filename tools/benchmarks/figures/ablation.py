"""Which randomization of the cart-pole's swing-up mattered: success lost where its training goes without one, 3 seeds.

`sim2real ablate`, with parameters of one kind left out together; it trains what is not trained yet, so an interrupted
campaign goes on where it stopped; remove runs/benchmarks/ablation to begin again.
"""
import json

from . import common

SEEDS = "1..3"
EPISODES = 300
EVALUATION_SEED = 4_001_130
SCENARIO = "scenarios/cartpole-swingup.yaml"
LEFT_OUT = [
    "cart.mass_kg", "pole.mass_kg", "pole.length_scale", "*.damping*,*.friction*", "slider.strength", "action_delay_s",
    "observation_delay_s", "*.noise", "*.bias", "period_jitter_s"]
FOLDER = common.RUNS / "ablation"


def measure():
    output = common.RUNS / "ablation.json"
    resume = ["--resume"] if FOLDER.exists() else []
    common.run(
        common.BUILD / "sim2real", "ablate", SCENARIO, "--seeds", SEEDS, "--episodes", EPISODES, "--evaluation-seed",
        EVALUATION_SEED, *(part for group in LEFT_OUT for part in ("--leave-out", group)), "--out", FOLDER, *resume,
        "--json", output)
    rows = []
    for entry in json.loads(output.read_text())["sets"]:
        def share(name, estimate, unit, **fields):
            rows.append(common.row(
                f"{entry['name']}: {name}", 100 * estimate["value"], unit, low=100 * estimate["lower"],
                high=100 * estimate["upper"], seeds=SEEDS, **fields))

        share("everything randomized", entry["success"], "% success")
        for arm in entry["arms"]:
            share(
                f"lost without {arm['name']}", arm["loss"], "points", clear=arm["is_clear"],
                success=100 * arm["success"]["value"])
    return rows
