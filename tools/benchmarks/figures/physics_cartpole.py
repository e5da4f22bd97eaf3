"""Cart-pole physics steps a second, ours (ODE from Swift) and MuJoCo's, in turn on the same machine."""
import tempfile

from . import common, physics

STEPS = 500_000
PAIRS = 5


def measure():
    ours = common.BUILD / "physics-bench"
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        peer = physics.build_mujoco_peer("mujoco_cartpole", folder)
        for friction in ["friction", "frictionless"]:
            samples = {"one": [], "two": [], "peer": []}
            for _ in range(PAIRS):
                samples["one"].append(float(common.run(ours, "steps", f"cart-pole-{friction}", 1, STEPS)))
                samples["peer"].append(float(common.run(peer, STEPS, friction)))
                samples["two"].append(float(common.run(ours, "steps", f"cart-pole-{friction}", 2, STEPS)))
            ratios = [a / b for a, b in zip(samples["one"], samples["peer"])]
            scaling = [b / a for a, b in zip(samples["one"], samples["two"])]
            what = "damping and dry friction" if friction == "friction" else "no damping, no friction"
            rows.append(common.row(
                f"cart-pole steps, one core, {what}", common.median(samples["one"]), "steps/s",
                low=min(samples["one"]), high=max(samples["one"]), peer="MuJoCo 4.0.0, Euler",
                peer_value=common.median(samples["peer"]), ratio=common.median(ratios)))
            rows.append(common.row(
                f"cart-pole steps, two cores over one, {what}", common.median(scaling), "times",
                low=min(scaling), high=max(scaling)))
    return rows
