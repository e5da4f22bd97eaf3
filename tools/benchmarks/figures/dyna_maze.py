"""The Dyna maze: mean steps of an episode over 200 runs for n = 0, 5, 50 planning steps, beside a re-run elsewhere.

The re-run's table (200 runs too) has means only. Its interval is made with our runs' standard deviation, since it is
of the same random variable; `agrees` says whether the two 95 % intervals overlap.
"""
import statistics

from . import common, mazes

RUNS = 200
EPISODES = 50
PLANNING = [0, 5, 50]
# Episode: mean steps of the re-run, by planning steps.
RERUN = {0: {2: 711, 5: 271, 25: 24.1}, 5: {2: 150, 5: 23.0, 25: 16.8}, 50: {2: 38.8, 5: 17.6, 25: 17.3}}
# First episode whose mean is at most 20 steps in the re-run, and about how many episodes the book names.
RERUN_FIRST = {0: 28, 5: 6, 50: 3}
BOOK = {0: 25, 5: 5, 50: 3}


def measure():
    rows = []
    for n in PLANNING:
        runs = mazes.bench("episodes", "dyna-maze", RUNS, EPISODES, planning_steps=n)
        for episode, peer in RERUN[n].items():
            values = [run[episode - 1] for run in runs]
            half = mazes.half_width(values)
            mean = statistics.mean(values)
            rows.append(mazes.mean_row(
                f"n = {n}: episode {episode}", values, "steps", peer="re-run, 200 runs", peer_value=peer,
                peer_low=peer - half, peer_high=peer + half, agrees=bool(abs(mean - peer) <= 2 * half)))
        means = [statistics.mean(run[e] for run in runs) for e in range(EPISODES)]
        first = next((e + 1 for e, mean in enumerate(means) if mean <= 20), None)
        rows.append(common.row(
            f"n = {n}: first episode with a mean of at most 20 steps", first, "episodes", seeds=f"1..{RUNS}",
            peer=f"book: about {BOOK[n]}; re-run", peer_value=RERUN_FIRST[n]))
    return rows
