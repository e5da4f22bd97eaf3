"""Deployment over UDP, in real time, onto an emulated robot outside the training box: success, punctuality, replay.

The robot: both masses ×1.6, action delay 25 ms, observation delay 12 ms. The policy is seed 1 of cartpole-swingup.
"""
import json
import math
import signal
import subprocess
import time

from . import cartpole_swingup, common

FOLDER = common.RUNS / "deploy"
LINK = "udp:127.0.0.1:14688"
VARIANT = ["cart.mass_kg=x1.6", "pole.mass_kg=x1.6", "action_delay_s=0.025", "observation_delay_s=0.012"]


def deploy(run, name, seconds):
    """Deploys a run's policy onto a fresh emulated robot; gives the summary and the log's path."""
    log, summary = FOLDER / f"{name}.mcap", FOLDER / f"{name}.json"
    log.unlink(missing_ok=True)
    robot = subprocess.Popen(
        [common.BUILD / "sim2real", "emulate", "robots/cartpole", "--link", LINK, "--seed", "1", "--variant", *VARIANT],
        cwd=common.ROOT, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        common.run(
            common.BUILD / "robot-bridge", "deploy", run / "policy.onnx", "--robot", "robots/cartpole", "--link", LINK,
            "--seconds", seconds, "--record", log, "--json", summary)
    finally:
        robot.send_signal(signal.SIGINT)
        robot.wait()
    return json.loads(summary.read_text()), log


def upper_bound(misses, ticks):
    """Upper 95 % bound of a binomial's rate (Clopper and Pearson 1934, one-sided), by bisection."""
    low, high = misses / ticks, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        terms = (
            math.lgamma(ticks + 1) - math.lgamma(k + 1) - math.lgamma(ticks - k + 1)
            + k * math.log(rate) + (ticks - k) * math.log1p(-rate)
            for k in range(misses + 1))
        low, high = (rate, high) if sum(map(math.exp, terms)) > 0.05 else (low, rate)
    return high


def measure():
    FOLDER.mkdir(parents=True, exist_ok=True)
    cartpole_swingup.FOLDER.mkdir(parents=True, exist_ok=True)
    run = cartpole_swingup.train("randomized", 1)
    short, log = deploy(run, "30-seconds", 30)
    report = FOLDER / "replay.json"
    common.run(common.BUILD / "sim2real", "replay", log, "--json", report)
    replay = json.loads(report.read_text())
    since = replay.get("success_since")
    long, _ = deploy(run, "5-minutes", 300)
    scheduling = "real-time" if long["real_time_scheduling"] else "ordinary"
    return [
        common.row("upright until 30 s, since", "never" if since is None else since, "s", seeds="1", robot=" ".join(VARIANT)),
        common.row("ticks of 30 s more than 1 ms late", short["deadline_missed"], "ticks", scheduling=scheduling),
        common.row(
            "ticks of 5 minutes more than 1 ms late, upper 95 % bound",
            100 * upper_bound(long["deadline_missed"], long["ticks"]), "%", missed=long["deadline_missed"],
            ticks=long["ticks"], skipped_periods=long["skipped_periods"], scheduling=scheduling),
        common.row("lateness of a tick, 99th percentile", 1e3 * long["lateness_percentile99_s"], "ms", largest=1e3 * long["lateness_max_s"]),
        common.row("command to the state that echoes it, median", 1e3 * long["round_trip_median_s"], "ms",
                   percentile99=1e3 * long["round_trip_percentile99_s"]),
        common.row("log audit: ticks whose action differs on replay", replay["audit"]["different_actions"], "ticks",
                   of=replay["audit"]["ticks"]),
    ]
