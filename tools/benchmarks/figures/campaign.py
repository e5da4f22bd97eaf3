"""Campaigns of learning: a run for each seed that is gone on with where it stopped, and its curve as rows.

A run that is interrupted keeps its checkpoint in runs/benchmarks; the next time it goes on from there. Runs that have
ended are not run again, so remove their folders to measure anew.
"""
import csv
import statistics
import subprocess
import sys

from . import common

# Points of a curve that a row keeps.
POINTS = 40


class Campaign:
    def __init__(self, name, scenario, seeds, threshold, workers=2, settings=()):
        self.name, self.scenario, self.seeds, self.threshold = name, scenario, list(seeds), threshold
        self.workers, self.settings = workers, settings

    def folder(self, seed):
        return common.RUNS / self.name / f"seed-{seed}"

    def has_ended(self, seed):
        return (self.folder(seed) / "training.json").exists()

    def train(self, ended):
        """Trains what has not ended, some seeds at a time on one thread each; calls `ended` after each."""
        waiting = [seed for seed in self.seeds if not self.has_ended(seed)]
        running = []
        try:
            while waiting or running:
                while waiting and len(running) < self.workers:
                    running.append(self.start(waiting.pop(0)))
                process = running.pop(0)
                try:
                    process.wait(timeout=5)
                except subprocess.TimeoutExpired:
                    running.append(process)
                    continue
                if process.returncode != 0:
                    raise SystemExit(f"{' '.join(process.args)} ended with {process.returncode}: {process.stderr.read()}")
                ended()
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()

    def start(self, seed):
        folder = self.folder(seed)
        folder.parent.mkdir(parents=True, exist_ok=True)
        resume = ["--resume"] if (folder / "checkpoint").exists() else []
        command = [
            common.BUILD / "sim2real", "train", self.scenario, "--seed", seed, "--threads", 1, "--out", folder, *resume,
            *self.settings]
        print(" ".join(map(str, command)), file=sys.stderr, flush=True)
        return subprocess.Popen(
            list(map(str, command)), cwd=common.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def curve(self, seed):
        """Environment steps and mean returns of the evaluations so far, and the seconds of training."""
        file = self.folder(seed) / "evaluations.csv"
        if not file.exists():
            return [], 0.0
        with open(file) as lines:
            rows = list(csv.DictReader(lines))
        points = [(int(row["steps"]), float(row["mean_return"])) for row in rows]
        return points, float(rows[-1]["seconds"]) if rows else 0.0

    def crossing(self, points):
        return next((steps for steps, value in points if value >= self.threshold), None)

    def mean_curve(self):
        """Of the seeds that have begun, as far as all of these have come; and their number."""
        curves = [dict(points) for points in (self.curve(seed)[0] for seed in self.seeds) if points]
        common_steps = set.intersection(*(set(curve) for curve in curves)) if curves else set()
        mean = [(steps, statistics.mean(curve[steps] for curve in curves)) for steps in sorted(common_steps)]
        return mean, len(curves)

    def seed_rows(self):
        rows = []
        for seed in self.seeds:
            points, seconds = self.curve(seed)
            if not points:
                continue
            steps = self.crossing(points)
            rows.append(common.row(
                f"seed {seed}: return {self.threshold:,}", said(steps, points), unit(steps), seeds=str(seed),
                ended=self.has_ended(seed), best_return=round(max(value for _, value in points), 1),
                last_return=round(points[-1][1], 1), last_steps=points[-1][0], seconds=round(seconds, 1),
                curve=thinned(points)))
        return rows

    def mean_row(self, peer, peer_steps):
        points, begun = self.mean_curve()
        # A mean of fewer seeds than the campaign has is shown, but crosses nothing.
        steps = self.crossing(points) if begun == len(self.seeds) else None
        fields = {"peer": f"{peer}: {peer_steps:,}"}
        if steps:
            fields = {"peer": peer, "peer_value": peer_steps, "ratio": peer_steps / steps}
        missing = f" (so far {begun} of them)" if begun < len(self.seeds) else ""
        return common.row(
            f"mean of {len(self.seeds)} seeds: return {self.threshold:,}{missing}", said(steps, points), unit(steps),
            seeds=f"{self.seeds[0]}..{self.seeds[-1]}", curve=thinned(points),
            best_return=round(max((value for _, value in points), default=0), 1), **fields)


def said(steps, points):
    return steps if steps else f"not by {points[-1][0] if points else 0:,}"


def unit(steps):
    return "environment steps" if steps else "environment steps, as far as it went"


def thinned(points):
    stride = max(1, -(-len(points) // POINTS))
    kept = points[::stride]
    if points and kept[-1] != points[-1]:
        kept.append(points[-1])
    return [[steps, round(value, 1)] for steps, value in kept]


def measure(campaign, summary):
    """Trains to the end and gives the rows; after each seed that ended, they are written as they stand."""
    campaign.train(lambda: common.write(campaign.name, summary(campaign) + campaign.seed_rows()))
    return report(campaign, summary)


def report(campaign, summary):
    """The rows of what has been run so far, without running anything."""
    return summary(campaign) + campaign.seed_rows()
