"""A planner's tick on a learned model, one thread: CEM, 4 iterations of plans of 15 actions on 5 members."""
from . import common

ROUNDS = 5
# Observations, actions, plans, width of the two hidden layers.
SIZES = [(4, 1, 64, 64), (17, 6, 64, 64), (17, 6, 64, 200)]


def measure():
    rows = []
    for observations, actions, samples, hidden in SIZES:
        answers = [
            [float(v) for v in common.run(
                common.BUILD / "learning-bench", "planner", 1, observations, actions, samples, hidden).split()]
            for _ in range(ROUNDS)
        ]
        medians = [a[0] for a in answers]
        rows.append(common.row(
            f"planner tick, {observations} sensors, {actions} actuators, {samples} plans, {hidden} × {hidden}",
            common.median(medians), "ms", low=min(medians), high=max(medians),
            percentile_99_ms=common.median([a[1] for a in answers]),
            late_at_20_ms=common.median([a[2] for a in answers])))
    return rows
