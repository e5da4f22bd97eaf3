"""Whether stable-baselines3 learns on the Gymnasium package: balancing the cart-pole's pole, on held-out physics."""
from . import common

SEEDS = [1, 2, 3]


def measure():
    rows = []
    for algorithm in ["ppo", "sac"]:
        before, after = [], []
        for seed in SEEDS:
            printed = common.run(
                common.python(), "Tests/Peers/gymnasium_package/training.py", common.BUILD / "libSim2RealABI.so", algorithm, seed)
            steps, first, last = map(float, printed.splitlines()[0].split())
            before.append(first)
            after.append(last)
        rows.append(common.row(
            f"stable-baselines3's {algorithm.upper()}, {steps:,.0f} steps: an episode of at most 200", common.median(after),
            "steps", low=min(after), high=max(after), seeds=f"{SEEDS[0]}..{SEEDS[-1]}", untrained=common.median(before)))
    return rows
