"""Cart-pole physics steps a second, ours (ODE from Swift) and MuJoCo's, in turn on the same machine."""
import glob
import subprocess
import tempfile

from . import common

STEPS = 500_000
PAIRS = 5


def build_peer(folder):
    package = subprocess.run(
        [common.python(), "-c", "import mujoco, os; print(os.path.dirname(mujoco.__file__))"],
        capture_output=True, text=True, check=True).stdout.strip()
    library = glob.glob(f"{package}/libmujoco.so.*")[0]
    peer = f"{folder}/mujoco_cartpole"
    common.run(
        "cc", "-O2", common.ROOT / "tools/benchmarks/peers/mujoco_cartpole.c", f"-I{package}/include", library, "-lm",
        f"-Wl,-rpath,{package}", "-o", peer)
    return peer


def measure():
    ours = common.BUILD / "physics-bench"
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        peer = build_peer(folder)
        for friction in ["friction", "frictionless"]:
            samples = {"one": [], "two": [], "peer": []}
            for _ in range(PAIRS):
                samples["one"].append(float(common.run(ours, 1, STEPS, friction)))
                samples["peer"].append(float(common.run(peer, STEPS, friction)))
                samples["two"].append(float(common.run(ours, 2, STEPS, friction)))
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
