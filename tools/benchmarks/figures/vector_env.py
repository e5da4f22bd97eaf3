"""Steps a second from Python of our vector environment beside Gymnasium's own over MuJoCo, the faster of sync and async.

The same number of copies, the same physics step and steps of it in a control period, the same ends of episodes, random
actions over the same range. Ours integrates semi-implicitly, as MuJoCo's Euler does; Gymnasium's inverted pendulum has
MuJoCo's RK4, four evaluations of the dynamics a step. Ours also has the robot's sensor noise, delays and safety
supervisor, which Gymnasium's have not.
"""
import dataclasses
import json
import os

from . import common

COPIES = 16
ROUNDS = 5
SECONDS = 3  # about, for one run


@dataclasses.dataclass
class Model:
    name: str
    peer: str
    ours: str
    # What makes our scenario the peer's task.
    overrides: dict
    note: str


MODELS = [
    Model(
        "InvertedPendulum", "InvertedPendulum-v5", "sim2real/cartpole-swingup-v0",
        {
            "control_period_s": 0.04, "physics_step_s": 0.02, "episode_s": 40, "training_episode_s": 40,
            "observation": {
                "terms": ["slider.position", "hinge.position", "slider.velocity", "hinge.velocity"], "frames": 1, "commands": 0},
            "rewards": {"alive": {"weight": 1, "within": {"input": "hinge.position", "tolerance_rad": 0.2}}},
            "terminations": {"fallen": {"sensor": "hinge.position", "lower_rad": -0.2, "upper_rad": 0.2}},
            "starts": [{
                "weight": 1, **{
                    f"{joint}.{quantity}": {"uniform": [-0.01, 0.01]}
                    for joint, unit in [("slider", "m"), ("hinge", "rad")]
                    for quantity in [f"position_{unit}", f"velocity_{unit}_per_s"]}}],
        },
        "our cart-pole (1 kg, 0.3 kg, 0.8 m, 14 N), Gymnasium's task on it; 2 physics steps of 0.02 s a step"),
]


def measure():
    rows = []
    for model in MODELS:
        arguments = json.dumps({"randomization": False, "overrides": model.overrides})
        runs = {
            "1 thread": ["ours", 1, model.ours, arguments], "2 threads": ["ours", 2, model.ours, arguments],
            "sync": ["sync", model.peer], "async": ["async", model.peer]}
        rates, ends = {name: [] for name in runs}, {}
        steps = {name: _steps(run) for name, run in runs.items()}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                rate, ends[name] = _run(run, steps[name])
                rates[name].append(rate)
        peer = max(["sync", "async"], key=lambda name: common.median(rates[name]))
        for name in ["1 thread", "2 threads"]:
            rows.append(common.row(
                f"{model.name}, {COPIES} copies, {name}", common.median(rates[name]), "steps/s", low=min(rates[name]),
                high=max(rates[name]), peer=f"gymnasium's {peer} vector environment", peer_value=common.median(rates[peer]),
                ratio=common.median([ours / theirs for ours, theirs in zip(rates[name], rates[peer])]), note=model.note,
                slower_peer_value=common.median(rates["sync" if peer == "async" else "async"]),
                episodes_per_step=round(ends[name], 4), peer_episodes_per_step=round(ends[peer], 4),
                load_average=round(os.getloadavg()[0])))
    return rows


def _run(run, steps):
    mode, *rest = run
    # Before the last word of ours, which are its arguments.
    place = 2 if mode == "ours" else 1
    words = [*rest[:place], COPIES, steps, *rest[place:]]
    environment = {**os.environ, "SIM2REAL_LIBRARY": str(common.BUILD / "libSim2RealABI.so")}
    printed = common.run(common.python(), "tools/benchmarks/peers/vector_env_steps.py", mode, *words, env=environment)
    rate, ends = map(float, printed.split())
    return rate, ends


def _steps(run):
    """So many that a run takes about SECONDS."""
    rate, _ = _run(run, 300)
    return max(300, int(SECONDS * rate / COPIES))
