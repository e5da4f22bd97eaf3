"""Steps a second from Python of our vector environment beside Gymnasium's own over MuJoCo, the faster of sync and async.

The same model: our simulator reads Gymnasium's MJCF file, joint ranges widened by 30° in both. The same number of
copies, the same physics step and steps of it in a control period, the same ends and beginnings of episodes, the same
random actions; no sensor noise, no delays. What differs: Gymnasium's files ask for MuJoCo's RK4, four evaluations of the
dynamics a step, where ours has one, as MuJoCo's Euler; ours clamps actions in its safety supervisor and works out a
reward term or two.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess

from . import common

COPIES = 16
ROUNDS = 5
SECONDS = 3  # about, for one run


class Model:
    """A task of Gymnasium's and what makes the same of ours."""

    def __init__(
        self, peer, file, period, step, observation, starts, terminations, alive, *, effort=1, sensors=(),
        peer_arguments=None
    ):
        self.peer, self.file, self.effort, self.sensors = peer, file, effort, sensors
        self.peer_arguments = peer_arguments or {}
        self.scenario = {
            "name": peer, "robot": "robot", "control_period_s": period, "physics_step_s": step, "episode_s": 1000 * period,
            "observation": {"terms": observation, "frames": 1, "commands": 0},
            "rewards": {"alive": {"weight": 1, "within": alive}}, "terminations": terminations,
            "success": {
                "sensor": alive["input"], "target_rad": 0, "tolerance_rad": alive["tolerance_rad"], "last_s": 0},
            "starts": [{"weight": 1, **starts}], "training": {}, "held_out": {}, "learner": {"ppo": {}},
        }


def around(centre, half):
    return {"uniform": [centre - half, centre + half]}


def both(joints):
    return [f"{joint}.{quantity}" for quantity in ["position", "velocity"] for joint in joints]


HOPPER = ["thigh_joint", "leg_joint", "foot_joint"]
ANT = [f"{joint}_{leg}" for leg in range(1, 5) for joint in ["hip", "ankle"]]
MODELS = [
    Model(
        "InvertedPendulum-v5", "inverted_pendulum.xml", 0.04, 0.02, both(["slider", "hinge"]),
        {"slider.position_m": around(0, 0.01), "hinge.position_rad": around(0, 0.01),
         "slider.velocity_m_per_s": around(0, 0.01), "hinge.velocity_rad_per_s": around(0, 0.01)},
        {"fallen": {"sensor": "hinge.position", "lower_rad": -0.2, "upper_rad": 0.2}},
        {"input": "hinge.position", "tolerance_rad": 0.2}),
    Model(
        "Hopper-v5", "hopper.xml", 0.008, 0.002,
        ["rootz.position", "rooty.position", *both(HOPPER), "rootx.velocity", "rootz.velocity", "rooty.velocity"],
        {"rootz.position_m": around(1.25, 0.005), "rooty.position_rad": around(0, 0.005),
         **{f"{joint}.position_rad": around(0, 0.005) for joint in HOPPER}},
        {"low": {"sensor": "rootz.position", "lower_m": 0.7},
         "leaning": {"sensor": "rooty.position", "lower_rad": -0.2, "upper_rad": 0.2}},
        {"input": "rooty.position", "tolerance_rad": 0.2}),
    Model(
        "Ant-v5", "ant.xml", 0.05, 0.01,
        [f"torso.{quantity}_{axis}" for quantity in ["gravity", "angular_velocity"] for axis in "xyz"] + both(ANT),
        {"base.z_m": {"uniform": [0.3, 0.35]},
         **{f"ankle_{leg}.position_rad": around(0.85 if leg in (1, 4) else -0.85, 0.1) for leg in range(1, 5)}},
        {"height": {"sensor": "torso.place_z", "lower_m": 0.2, "upper_m": 1}},
        {"input": "hip_1.position", "tolerance_rad": 2},
        # With more, random actions soon have a leg at its stop.
        effort=0.02, sensors=["torso.angular_velocity: {noise_rad_per_s: 0}", "torso.gravity: {noise: 0}"],
        # Contact forces, which are most of what Gymnasium shows of the ant, are in neither.
        peer_arguments={"include_cfrc_ext_in_observation": False}),
]


def measure():
    rows = []
    for model in MODELS:
        ours = json.dumps({"scenario": str(prepare(model)), "randomization": False})
        theirs = json.dumps({**model.peer_arguments, "xml_file": str(common.RUNS / "vector-env" / model.peer / model.file)})
        runs = {
            "1 thread": ["ours", 1, "sim2real/scenario-v0", model.effort, ours],
            "2 threads": ["ours", 2, "sim2real/scenario-v0", model.effort, ours],
            "sync": ["sync", model.peer, model.effort, theirs], "async": ["async", model.peer, model.effort, theirs]}
        steps = {name: max(300, int(SECONDS * _run(run, 300)["wall"] / COPIES)) for name, run in runs.items()}
        rounds = [{name: _run(run, steps[name]) for name, run in runs.items()} for _ in range(ROUNDS)]
        # One thread goes by its own clock, so that other programs on the machine do not disturb it.
        rows.append(_row(model, "1 thread", rounds, {"1 thread": "own", "sync": "own", "async": "wall"}))
        rows.append(_row(model, "2 threads", rounds, {"2 threads": "wall", "sync": "wall", "async": "wall"}))
    return rows


def _row(model, ours, rounds, clocks):
    rates = {name: [each[name][clock] for each in rounds] for name, clock in clocks.items()}
    peer = max(["sync", "async"], key=lambda name: common.median(rates[name]))
    return common.row(
        f"{model.peer}, {COPIES} copies, {ours}", common.median(rates[ours]), "steps/s", low=min(rates[ours]),
        high=max(rates[ours]), peer=f"gymnasium's {peer} vector environment", peer_value=common.median(rates[peer]),
        ratio=common.median([a / b for a, b in zip(rates[ours], rates[peer])]),
        slower_peer_value=common.median(rates["sync" if peer == "async" else "async"]),
        episodes_per_step=round(rounds[0][ours]["ends"], 4), peer_episodes_per_step=round(rounds[0][peer]["ends"], 4),
        clock=f"ours {clocks[ours]}, {peer} {clocks[peer]}", load_average=round(os.getloadavg()[0]))


def prepare(model):
    """A robot of Gymnasium's model file and the task on it, as files of ours."""
    folder = common.RUNS / "vector-env" / model.peer
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found = subprocess.run(
        [common.python(), "-c", "import gymnasium; print(gymnasium.__path__[0])"], capture_output=True, text=True, check=True)
    text = (pathlib.Path(found.stdout.strip()) / "envs/mujoco/assets" / model.file).read_text()
    (folder / model.file).write_text(_wider(text) if 'angle="degree"' in text else text)
    common.run(common.BUILD / "sim2real", "check", folder / model.file, "--starter", folder / "robot")
    robot = folder / "robot/robot.yaml"
    text = re.sub(r"(noise\w*|\w+_delay_s|period_jitter_s|position_margin_\w+): [0-9.e-]+", r"\1: 0", robot.read_text())
    if model.sensors:
        text = re.sub(r"\nsensors:[^\n]*\n", lambda line: line[0] + "".join(f"  {name}\n" for name in model.sensors), text)
    robot.write_text(text)
    scenario = folder / "scenario.yaml"
    scenario.write_text(json.dumps(model.scenario, indent=2))
    return scenario


def _wider(model):
    """Hinges turn 30° further either way: what stops at the ends differs, and our supervisor ends an episode there."""
    return re.sub(
        r' range="([-0-9.]+) ([-0-9.]+)"', lambda found: f' range="{float(found[1]) - 30} {float(found[2]) + 30}"', model)


def _run(run, steps):
    mode, *rest = run
    # Behind them are the effort and the environment's arguments.
    words = [*rest[:-2], COPIES, steps, *rest[-2:]]
    environment = {**os.environ, "SIM2REAL_LIBRARY": str(common.BUILD / "libSim2RealABI.so")}
    printed = common.run(common.python(), "tools/benchmarks/peers/vector_env_steps.py", mode, *words, env=environment)
    return dict(zip(["wall", "own", "ends"], map(float, printed.split())))
