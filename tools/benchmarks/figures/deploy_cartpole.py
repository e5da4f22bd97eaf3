"""Deployment over UDP onto an emulated robot outside the training box; deadlines; what replay notices.

What is recorded already is not deployed again; remove runs/benchmarks/deploy to begin again.
"""
import json
import math
import signal
import subprocess
import time

from . import cartpole_swingup, common

LINK = "udp:127.0.0.1:14677"
OUTSIDE = ["cart.mass_kg=x1.6", "pole.mass_kg=x1.6", "action_delay_s=0.025", "observation_delay_s=0.012"]
FOLDER = common.RUNS / "deploy"
SEEDS = [1, 2, 3, 4, 5]
LOGS_INSIDE = 100
LOGS_OUTSIDE = 40


def deploy(policy, name, seconds, variant, seed=1):
    """One deployment in real time, unless it is recorded already; gives the bridge's figures and replay's."""
    log, figures, replay = (FOLDER / f"{name}{ending}" for ending in [".mcap", "-bridge.json", "-replay.json"])
    if not figures.exists():
        record(policy, log, figures, seconds, variant, seed)
    common.run(common.BUILD / "sim2real", "replay", log, "--policy", policy, "--draws", 49, "--json", replay)
    return json.loads(figures.read_text()), json.loads(replay.read_text())


def record(policy, log, figures, seconds, variant, seed):
    robot = subprocess.Popen(
        [common.BUILD / "sim2real", "emulate", "robots/cartpole", "--link", LINK, "--seed", str(seed)]
        + (["--variant", *variant] if variant else []),
        cwd=common.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        subprocess.run(
            [common.BUILD / "robot-bridge", "deploy", policy, "--robot", "robots/cartpole", "--link", LINK, "--seconds",
             str(seconds), "--record", log, "--json", figures], cwd=common.ROOT, capture_output=True)
    finally:
        robot.send_signal(signal.SIGINT)
        robot.wait()


def upper_bound(events, trials, confidence=0.95):
    """Clopper and Pearson's one-sided upper bound of a rate, by bisection of the binomial distribution."""
    def below(rate):
        return sum(
            math.exp(math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
                     + k * math.log(rate) + (trials - k) * math.log1p(-rate)) for k in range(events + 1))
    low, high = 1e-12, 1 - 1e-12
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) > 1 - confidence else (low, middle)
    return high


def measure():
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows, upright, late, identical, noticed = [], [], [], [], []
    for seed in SEEDS:
        policy = cartpole_swingup.train("randomized", seed) / "policy.onnx"
        bridge, replay = deploy(policy, f"outside-{seed}", 30, OUTSIDE, seed)
        since = replay.get("success_since")
        upright.append(since is not None and since <= 8 and replay["seconds"] >= 29.9)
        late.append(bridge["deadlines_missed"])
        identical.append(replay["audit"]["ticks"] > 0 and not any(
            replay["audit"][key] for key in
            ["different_observations", "different_actions", "different_requests", "missing_ticks"]))
        noticed.append(replay["physics"]["is_outside"])
    rows.append(common.row("upright from 8 s to 30 s, outside the box", sum(upright), f"of {len(SEEDS)} policies", seeds="1..5"))
    rows.append(common.row("ticks more than 1 ms late in 30 s", max(late), "at most, of 1500", seeds="1..5", each=late))
    rows.append(common.row("audits identical to the bit", sum(identical), f"of {len(SEEDS)} logs", seeds="1..5"))
    rows.append(common.row("deployed logs called foreign physics", sum(noticed), f"of {len(SEEDS)} logs", seeds="1..5"))

    policy = cartpole_swingup.train("randomized", 1) / "policy.onnx"
    bridge, _ = deploy(policy, "five-minutes", 300, [])
    bound = upper_bound(bridge["deadlines_missed"], bridge["ticks"])
    rows.append(common.row(
        "ticks more than 1 ms late in 5 min, upper 95 % bound", 100 * bound, "%", missed=bridge["deadlines_missed"],
        ticks=bridge["ticks"], real_time_scheduling=bridge["real_time_scheduling"]))

    output = common.run(
        common.BUILD / "replay-bench", policy, cartpole_swingup.SCENARIO, LOGS_INSIDE, LOGS_OUTSIDE, 1500,
        *OUTSIDE)
    false_alarms, detections = map(int, output.split())
    rows.append(common.row("false alarms on runs from inside the box", 100 * false_alarms / LOGS_INSIDE, "%", runs=LOGS_INSIDE))
    rows.append(common.row("detection of the robot outside the box", 100 * detections / LOGS_OUTSIDE, "%", runs=LOGS_OUTSIDE))
    return rows
