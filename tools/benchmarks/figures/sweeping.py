"""Prioritized sweeping beside Dyna-Q: updates until the greedy path is at most 1.2 × the shortest, looked at after each
step (α = 0.5, θ = 1e-4, n = 5), on the Dyna maze with its cells cut finer and finer."""
import random
import statistics

from . import common, mazes

RUNS = 200
# Free cells, and the re-run's updates of sweeping and of Dyna-Q.
MAZES = {
    47: ("dyna-maze", 856, 9_802), 94: ("dyna-maze-94", 4_602, 18_372), 188: ("dyna-maze-188", 8_228, 30_997),
    376: ("dyna-maze-376", 28_134, 82_404), 752: ("dyna-maze-752", 77_238, 148_487),
}
SETTINGS = {"planning_steps": 5, "step_size": 0.5, "threshold": 0.0001}


def ratio_interval(above, below):
    """95 % bootstrap interval of the ratio of two means over independent runs."""
    draw = random.Random(1)
    ratios = sorted(
        statistics.fmean(draw.choices(above, k=len(above))) / statistics.fmean(draw.choices(below, k=len(below)))
        for _ in range(2000))
    return ratios[50], ratios[1949]


def measure():
    rows = []
    for states, (maze, sweeping, dyna) in MAZES.items():
        ours = mazes.bench("updates", maze, RUNS, variant="prioritized-sweeping", **SETTINGS)
        plain = mazes.bench("updates", maze, RUNS, variant="dyna-q", **SETTINGS)
        rows.append(mazes.mean_row(
            f"{states} states: sweeping", ours, "updates", peer="re-run of sweeping", peer_value=sweeping))
        rows.append(mazes.mean_row(
            f"{states} states: Dyna-Q", plain, "updates", peer="re-run of Dyna-Q", peer_value=dyna))
        low, high = ratio_interval(plain, ours)
        rows.append(common.row(
            f"{states} states: Dyna-Q over sweeping", statistics.mean(plain) / statistics.mean(ours), "times", low=low,
            high=high, seeds=f"1..{RUNS}", peer="re-run", peer_value=dyna / sweeping))
    return rows
