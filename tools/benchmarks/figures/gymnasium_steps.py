"""Environment steps a second through the Gymnasium helper, beside a plain Python loop over the same environment."""
import os

from . import common

IDS = ["InvertedPendulum-v5", "Hopper-v5", "HalfCheetah-v5"]
STEPS = 10_000
ROUNDS = 5


def measure():
    rows = []
    for identifier in IDS:
        ours, peers = {1: [], 8: []}, []
        for _ in range(ROUNDS):
            for copies, rates in ours.items():
                rates.append(float(common.run(common.BUILD / "learning-bench", "gymnasium", identifier, copies, STEPS)))
            peers.append(float(common.run(common.python(), "tools/benchmarks/peers/gymnasium_steps.py", identifier, STEPS)))
        for copies, rates in ours.items():
            rows.append(common.row(
                f"{identifier}, {copies} cop{'y' if copies == 1 else 'ies'} in one helper", common.median(rates),
                "steps/s", low=min(rates), high=max(rates), peer="gymnasium in a Python loop",
                peer_value=common.median(peers), ratio=common.median([a / b for a, b in zip(rates, peers)]), load_average=round(os.getloadavg()[0])))
    return rows
