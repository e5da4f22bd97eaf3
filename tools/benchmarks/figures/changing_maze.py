"""Mazes that change: the rewards earned by Dyna-Q+ and by Dyna-Q, 200 runs each, and the gain of the one over the other."""
import statistics

from . import common, mazes

RUNS = 200


def measure_maze(maze, rerun):
    """`rerun`: mean and deviation over runs of Dyna-Q and Dyna-Q+ in a re-run elsewhere."""
    rows = []
    runs = {}
    for variant, name in [("dyna-q", "Dyna-Q"), ("dyna-q-plus", "Dyna-Q+")]:
        runs[variant] = mazes.bench("rewards", maze, RUNS, variant=variant)
        mean, deviation = rerun[variant]
        rows.append(mazes.mean_row(
            f"{name}: reward in all", runs[variant], "", peer=f"re-run (deviation over runs {deviation})", peer_value=mean))
    plain, plus = rows
    rows.append(common.row(
        "Dyna-Q+ over Dyna-Q, intervals disjoint", plus["low"] > plain["high"], "", seeds=f"1..{RUNS}",
        gain=statistics.mean(runs["dyna-q-plus"]) - statistics.mean(runs["dyna-q"])))
    return rows
