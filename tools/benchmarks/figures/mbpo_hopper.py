"""Gymnasium's Hopper-v5: environment steps until the mean return of 3 seeds is 3,000, by DHMBPO.

Evaluated every 1,000 steps over 10 episodes of the policy without exploration. The entropy that is held was chosen on
seed 11, between MBPO's and DHMBPO's; that values reach to 0 followed from what went wrong with an earlier seed 3.
"""
from . import campaign

CAMPAIGN = campaign.Campaign("mbpo-hopper", "scenarios/gymnasium/hopper-dhmbpo.yaml", range(1, 4), 3000)


def summary(runs):
    return [runs.mean_row("DHMBPO as published, 8 seeds (MBPO 70,000; SAC 170,000)", 30_000)]


def measure():
    return campaign.measure(CAMPAIGN, summary)


def report():
    return campaign.report(CAMPAIGN, summary)
