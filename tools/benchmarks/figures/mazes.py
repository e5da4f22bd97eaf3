"""What the gridworlds' figures share: the runs of tabular-bench and intervals over them."""
import json
import statistics

from . import common

# Two-sided 95 % quantile of the normal law: the figures have 100 runs or more.
QUANTILE = 1.96


def bench(kind, maze, runs, *arguments, **settings):
    """One entry for each seed 1 … runs; `settings` are the learner's."""
    overrides = [f"learner.dyna-q.{key}={value}" for key, value in settings.items()]
    return json.loads(common.run(
        common.BUILD / "tabular-bench", kind, f"scenarios/gridworlds/{maze}.yaml", runs, *arguments, *overrides))


def half_width(values):
    return QUANTILE * statistics.stdev(values) / len(values) ** 0.5


def mean_row(name, values, unit, **fields):
    mean, half = statistics.mean(values), half_width(values)
    return common.row(
        name, mean, unit, low=mean - half, high=mean + half, seeds=f"1..{len(values)}",
        deviation=statistics.stdev(values), **fields)
