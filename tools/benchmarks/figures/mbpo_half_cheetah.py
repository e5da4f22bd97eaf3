"""Gymnasium's HalfCheetah-v5: environment steps until the mean return of 3 seeds is 9,000, by DHMBPO.

Evaluated every 1,000 steps over 10 episodes of the policy without exploration. Nothing was tuned here: the window of 3
and the model without dropout are what the ablations published with DHMBPO found to be better on this task.
"""
from . import campaign

CAMPAIGN = campaign.Campaign("mbpo-half-cheetah", "scenarios/gymnasium/half-cheetah-dhmbpo.yaml", range(1, 4), 9000)


def summary(runs):
    return [runs.mean_row("MBPO as published, 5 seeds (DHMBPO 90,000; SAC 270,000)", 70_000)]


def measure():
    return campaign.measure(CAMPAIGN, summary)


def report():
    return campaign.report(CAMPAIGN, summary)
