"""Gymnasium's InvertedPendulum-v5: environment steps until the return is 1,000, the median of 5 seeds, by MBPO.

Evaluated every 250 steps over 10 episodes of the policy without exploration.
"""
import statistics

from . import campaign, common

CAMPAIGN = campaign.Campaign(
    "mbpo-inverted-pendulum", "scenarios/gymnasium/inverted-pendulum-mbpo.yaml", range(1, 6), 1000)
PEER, PEER_STEPS = "MBPO's public log (x35f/model_based_rl, one seed)", 3000


def summary(runs):
    crossings = [runs.crossing(runs.curve(seed)[0]) for seed in runs.seeds]
    reached = sorted(steps for steps in crossings if steps)
    name, seeds = f"median of {len(runs.seeds)} seeds: return 1,000", f"{runs.seeds[0]}..{runs.seeds[-1]}"
    if len(reached) <= len(runs.seeds) // 2:
        return [common.row(name, f"{len(reached)} of {len(runs.seeds)} reach it", "", seeds=seeds, peer=f"{PEER}: {PEER_STEPS:,}")]
    # A seed that has not reached it counts as one that takes longer than all others.
    steps = statistics.median_low(reached + [float("inf")] * (len(crossings) - len(reached)))
    return [common.row(
        name, steps, "environment steps", low=reached[0], high=reached[-1], seeds=seeds, peer=PEER,
        peer_value=PEER_STEPS, ratio=PEER_STEPS / steps)]


def measure():
    return campaign.measure(CAMPAIGN, summary)


def report():
    return campaign.report(CAMPAIGN, summary)
