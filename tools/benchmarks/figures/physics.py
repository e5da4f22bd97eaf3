"""What the physics figures share: a model's steps a second, ours, MuJoCo's and PyBullet's, in turn on one machine.

The model is written once, in tools/benchmarks/physics-bench; the peers read what it describes. Each thread goes by its own
clock, so that other programs on the machine disturb nothing.
"""
import glob
import pathlib
import subprocess
import tempfile

from . import common

STEPS = 40_000
BULLET_STEPS = 4_000
PAIRS = 7
PEER = "MuJoCo 4.0.0, {}, its C loop"


def build_mujoco_peer(name, folder):
    """Compiles a peer against the library in MuJoCo's wheel."""
    package = subprocess.run(
        [common.python(), "-c", "import mujoco, os; print(os.path.dirname(mujoco.__file__))"],
        capture_output=True, text=True, check=True).stdout.strip()
    library = glob.glob(f"{package}/libmujoco.so.*")[0]
    peer = f"{folder}/{name}"
    common.run(
        "cc", "-O2", common.ROOT / f"tools/benchmarks/peers/{name}.c", f"-I{package}/include", library, "-lm",
        f"-Wl,-rpath,{package}", "-o", peer)
    return peer


def measure(models, bullet_note=None):
    """Rows of models, pairs of what physics-bench calls them and what the row does."""
    ours = common.BUILD / "physics-bench"
    bullet = [common.python(), common.ROOT / "tools/benchmarks/peers/pybullet_physics.py"]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        peer = build_mujoco_peer("mujoco_physics", folder)
        for model, what in models:
            files = pathlib.Path(folder) / model
            files.mkdir()
            common.run(ours, "describe", model, files)
            one, two, mujoco, pybullet = [], [], [], []
            for _ in range(PAIRS):
                one.append(float(common.run(ours, "steps", model, 1, STEPS)))
                mujoco.append(float(common.run(peer, files, STEPS)))
                pybullet.append(float(common.run(*bullet, files, BULLET_STEPS)))
                two.append(
                    float(common.run(ours, "steps", model, 2, STEPS)) / float(common.run(ours, "steps", model, 1, STEPS)))
            integrator = "implicitfast" if model.endswith("servo") else "Euler"
            rows.append(compared(
                f"{what}, one core", one, mujoco, PEER.format(integrator),
                contacts=[common.run(ours, "summary", model).strip(), common.run(peer, files, 3000, "summary").strip()]))
            note = {"note": bullet_note} if bullet_note else {}
            rows.append(compared(f"{what}, one core beside PyBullet", one, pybullet, "PyBullet 3.2.7, 50 iterations", **note))
            rows.append(common.row(
                f"{what}, two cores over one", common.median(two), "times", low=min(two), high=max(two)))
    return rows


def compared(name, ours, theirs, peer, **detail):
    return common.row(
        name, common.median(ours), "steps/s", low=min(ours), high=max(ours), peer=peer, peer_value=common.median(theirs),
        ratio=common.median([a / b for a, b in zip(ours, theirs)]), **detail)
