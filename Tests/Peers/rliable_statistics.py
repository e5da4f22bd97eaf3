"""What rliable (Agarwal et al. 2021) makes of the same scores.

Usage: rliable_statistics.py FILE
FILE holds {"new": strata, "old": strata, "thresholds": […]} as JSON; a stratum is a list of scores. rliable calls strata
tasks and keeps them as columns.
"""
import json
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
from rliable import library, metrics  # noqa: E402

REPETITIONS = 20_000


def main():
    given = json.load(open(sys.argv[1]))
    new, old = np.array(given["new"]).T, np.array(given["old"]).T
    thresholds = np.array(given["thresholds"])
    state = np.random.RandomState(1)
    points, intervals = library.get_interval_estimates(
        {"new": new}, lambda scores: np.array([metrics.aggregate_iqm(scores)]), reps=REPETITIONS, random_state=state)
    profiles, bands = library.create_performance_profile({"new": new}, thresholds, reps=2000)
    print(json.dumps({
        "iqm": float(points["new"][0]),
        "interval": [float(v[0]) for v in intervals["new"]],
        "improvement": float(metrics.probability_of_improvement(new, old)),
        "profile": profiles["new"].tolist(),
        "band": bands["new"].tolist(),
    }))


main()
