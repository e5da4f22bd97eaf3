"""What the refinement figures share: a randomized policy is refined for 60 s on an emulated robot outside the training
box, in lockstep over UDP, by `sim2real refine`; 100 episodes before and after.

A (variant, seed) that is refined already is not refined again, and one that was interrupted goes on where it was; remove
runs/benchmarks/refine-NAME to begin again. Rows are written for the pairs that are finished.
"""
import json
import random
import shutil
import signal
import statistics
import subprocess
import time

from . import common

SEEDS = [1, 2, 3, 4, 5]
SECONDS = 60
EPISODES = 100


def train(scenario, folder, seed):
    """The randomized policy of a seed."""
    run = folder / f"randomized-{seed}"
    if not (run / "training.json").exists():
        shutil.rmtree(run, ignore_errors=True)
        print(f"   training seed {seed}", flush=True)
        common.run(common.BUILD / "sim2real", "train", scenario, "--seed", seed, "--out", run)
    return run


def refine(name, robot, period, port, run, variant, parameters, seed):
    """Refines a run on the variant and gives refine.json's content."""
    out = common.RUNS / f"refine-{name}" / f"{variant}-{seed}"
    report = out / "refine.json"
    if report.exists() and "inside" in json.loads(report.read_text()):
        return json.loads(report.read_text())
    print(f"   refining on {variant}, seed {seed}", flush=True)
    link = f"udp:127.0.0.1:{port}"
    emulated = subprocess.Popen(
        [common.BUILD / "sim2real", "emulate", robot, "--link", link, "--lockstep", "--control-period-s", str(period),
         "--seed", str(seed), "--variant", *parameters],
        cwd=common.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        common.run(
            common.BUILD / "sim2real", "refine", run, "--robot", robot, "--link", link, "--lockstep", "--seconds",
            SECONDS, "--episodes", EPISODES, "--seed", seed, "--out", out, *(["--resume"] if report.exists() else []))
    finally:
        emulated.send_signal(signal.SIGINT)
        emulated.wait()
    return json.loads(report.read_text())


def bootstrap(gains, resamples=4000):
    """A 95 % interval of the mean gain: seeds are drawn with replacement, and episodes within each drawn seed."""
    draws, means = random.Random(1), []
    for _ in range(resamples):
        means.append(statistics.fmean(
            statistics.fmean(draws.choices(seed, k=len(seed))) for seed in draws.choices(gains, k=len(gains))))
    means.sort()
    return means[int(0.025 * resamples)], means[int(0.975 * resamples)]


def rows(name, variants, reports):
    """`reports`: by (variant, seed)."""
    result, losses = [], []
    for variant, parameters in variants.items():
        done = {seed: reports[variant, seed] for seed in SEEDS if (variant, seed) in reports}
        if not done:
            continue
        seeds = ",".join(map(str, done))
        sets = [report["plant"] for report in done.values()]
        before = [100 * s["control"]["success"]["value"] for s in sets]
        after = [100 * s["policy"]["success"]["value"] for s in sets]
        gains = [pairs(report) for report in done.values()]
        low, high = bootstrap(gains)
        text = " ".join(parameters)
        result.append(common.row(f"{variant}: success before", statistics.fmean(before), "%", seeds=seeds, each=before, variant=text))
        result.append(common.row(f"{variant}: success after {SECONDS} s", statistics.fmean(after), "%", seeds=seeds, each=after))
        result.append(common.row(
            f"{variant}: gain", statistics.fmean(map(statistics.fmean, gains)), "points", low=low, high=high, seeds=seeds,
            each=[b - a for a, b in zip(before, after)]))
        loss = [-100 * report["inside"]["success_gain"]["value"] for report in done.values()]
        losses += loss
        result.append(common.row(f"{variant}: loss inside the training box", statistics.fmean(loss), "points", seeds=seeds, each=loss))
        counts = [report[key] for report in done.values() for key in ["plant_before_interventions", "plant_after_interventions"]]
        counts += [report["data"]["interventions"] for report in done.values()]
        result.append(common.row(
            f"{variant}: episodes that the supervisor stopped", sum(c["stopped"] for c in counts), "episodes", seeds=seeds,
            limited_ticks=sum(c["limited"] for c in counts),
            episodes=sum(2 * EPISODES + report["data"]["episodes"] for report in done.values())))
    if losses:
        result.append(common.row("largest loss inside the training box of one refinement", max(losses), "points"))
    return result


def pairs(report):
    """New less old success in points, episode by episode."""
    return [100 * (new["succeeded"] - old["succeeded"]) for old, new in zip(report["plant_before"], report["plant_after"])]


def measure(name, robot, period, port, variants, policy):
    """`policy`: the randomized run of a seed."""
    (common.RUNS / f"refine-{name}").mkdir(parents=True, exist_ok=True)
    reports = {}
    for seed in SEEDS:
        run = policy(seed)
        for variant, parameters in variants.items():
            reports[variant, seed] = refine(name, robot, period, port, run, variant, parameters, seed)
            common.write(f"refine-{name}", rows(name, variants, reports))
    return rows(name, variants, reports)
