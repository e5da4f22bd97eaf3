"""PILCO's cart-pole: seconds of interaction until the swing-up is solved, 5 seeds, by policy backprop.

Solved: upright over the last second in 9 of 10 trials of the policy without exploration, tried after each trial of
learning; those evaluations are no interaction. Training ends there. The settings were chosen on seeds 101 and up.
"""
import csv

from . import campaign, common

SOLVED = 0.9
PERIOD_S = 0.1
BAR_S, NEEDED = 60, 4
PILCO_S = 17.5


class Trials(campaign.Campaign):
    def curve(self, seed):
        """Environment steps and success rates of the evaluations so far, and the seconds of training."""
        file = self.folder(seed) / "evaluations.csv"
        if not file.exists():
            return [], 0.0
        with open(file) as lines:
            rows = list(csv.DictReader(lines))
        points = [(int(row["steps"]), float(row["success_rate"])) for row in rows]
        return points, float(rows[-1]["seconds"]) if rows else 0.0


CAMPAIGN = Trials("policy-backprop-cartpole", "scenarios/cartpole-pilco.yaml", range(1, 6), SOLVED)


def interaction(points):
    steps = CAMPAIGN.crossing(points)
    return round(steps * PERIOD_S, 1) if steps else None


def seed_row(seed):
    points, seconds = CAMPAIGN.curve(seed)
    solved = interaction(points)
    return common.row(
        f"seed {seed}: solved after", solved if solved else f"not within {points[-1][0] * PERIOD_S:.1f}",
        "s of interaction", seeds=str(seed), ended=CAMPAIGN.has_ended(seed),
        best_success=max(value for _, value in points), training_s=round(seconds, 1), curve=campaign.thinned(points))


def rows():
    curves = {seed: CAMPAIGN.curve(seed)[0] for seed in CAMPAIGN.seeds}
    found = sorted(s for s in (interaction(points) for points in curves.values()) if s)
    seeds = f"{CAMPAIGN.seeds[0]}..{CAMPAIGN.seeds[-1]}"
    within = sum(s <= BAR_S for s in found)
    result = [common.row(
        f"seeds solved within {BAR_S} s of interaction", within, f"of {len(CAMPAIGN.seeds)}", seeds=seeds, each=found,
        needed=NEEDED)]
    if len(found) >= NEEDED:
        # The time that 4 of the 5 seeds keep.
        time = found[NEEDED - 1]
        result.append(common.row(
            f"interaction until {NEEDED} of {len(CAMPAIGN.seeds)} seeds have solved it", time, "s", low=found[0],
            high=found[-1], seeds=seeds, peer="PILCO (published, real cart-pole)", peer_value=PILCO_S,
            ratio=PILCO_S / time))
    return result + [seed_row(seed) for seed in CAMPAIGN.seeds if curves[seed]]


def measure():
    CAMPAIGN.train(lambda: common.write(CAMPAIGN.name, rows()))
    return rows()


def report():
    return rows()
