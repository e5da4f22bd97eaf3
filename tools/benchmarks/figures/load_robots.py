"""Real robots' descriptions, loaded and stepped: 10 s under gravity and random efforts.

Each file goes the way that a user's goes: `sim2real check FILE --starter` makes a robot.yaml, `sim2real simulate` runs it
with a script of random commands. It counts as loaded when the run ends at full length, or when the robot's own
supervisor stopped it and it went on braked; a divergence does not.
"""
import csv
import json
import pathlib
import random
import subprocess
import tempfile

from . import common

SECONDS = 10
URDFS = [
    "so_arm_description/urdf/so100", "so_arm_description/urdf/so101", "solo_description/robots/solo",
    "solo_description/robots/solo12", "go1_description/urdf/go1", "go2_description/urdf/go2", "a1_description/urdf/a1",
    "b1_description/urdf/b1", "anymal_c_simple_description/urdf/anymal", "laikago_description/urdf/laikago",
    "panda_description/urdf/panda", "ur_description/urdf/ur3_robot", "ur_description/urdf/ur5_robot",
    "ur_description/urdf/ur10_robot", "z1_description/urdf/z1", "xarm_description/urdf/xarm7",
    "allegro_hand_description/urdf/allegro_right_hand", "finger_edu_description/robots/finger_edu",
    "bolt_description/robots/bolt", "double_pendulum_description/urdf/double_pendulum",
    "hyq_description/robots/hyq_no_sensors", "kinova_description/robots/kinova",
    "simple_humanoid_description/urdf/simple_humanoid", "talos_data/robots/talos_reduced",
]
FLOATING = {
    "solo", "solo12", "go1", "go2", "a1", "b1", "anymal", "laikago", "bolt", "hyq_no_sensors", "simple_humanoid",
    "talos_reduced"}
MJCFS = ["inverted_pendulum", "hopper", "half_cheetah", "walker2d", "ant", "reacher"]


def package(code):
    return pathlib.Path(subprocess.run(
        [common.python(), "-c", code], capture_output=True, text=True, check=True).stdout.strip())


def sources():
    site = package("import gymnasium, os; print(os.path.dirname(os.path.dirname(gymnasium.__file__)))")
    found = {path.stem: path for path in site.rglob("*.urdf") if "pybullet" not in str(path)}
    files = []
    for name in URDFS:
        matches = [path for path in found.values() if str(path).endswith(name + ".urdf")]
        files.append((name.split("/")[-1], matches[0] if matches else found.get(name.split("/")[-1])))
    assets = site / "gymnasium/envs/mujoco/assets"
    return files + [(name, assets / f"{name}.xml") for name in MJCFS]


def description_of(robot):
    """robot.yaml, read by the peers' interpreter."""
    return json.loads(subprocess.run(
        [common.python(), "-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))",
         robot / "robot.yaml"], capture_output=True, text=True, check=True).stdout)


def script(robot, file, seed):
    """A table of random commands, ten a second, of a tenth of what each drive may give or reach."""
    stream = random.Random(seed)
    description = description_of(robot)
    joints, columns = description["joints"], []
    for name, actuator in description["actuators"].items():
        isSliding = joints[name]["kind"] == "prismatic"
        if "servo" in actuator:
            unit = "m" if isSliding else "rad"
            rest = (description.get("rest_pose") or {}).get(f"{name}_{unit}", 0)
            columns.append((f"{name}.position_{unit}", rest, actuator["servo"][f"range_{unit}"]))
        else:
            unit = "N" if isSliding else "Nm"
            columns.append((f"{name}.effort_{unit}", 0, 0.1 * actuator[f"effort_limit_{unit}"]))
    with open(file, "w") as out:
        table = csv.writer(out)
        table.writerow(["time_s"] + [name for name, _, _ in columns])
        for tick in range(10 * SECONDS):
            table.writerow([tick / 10] + [f"{middle + stream.uniform(-1, 1) * reach:.6g}" for _, middle, reach in columns])


def run(name, file, folder):
    robot = folder / name
    check = subprocess.run(
        [common.BUILD / "sim2real", "check", file, "--starter", robot, *(["--floating"] if name in FLOATING else [])],
        capture_output=True, text=True)
    if check.returncode != 0:
        return "refused: " + (check.stderr or check.stdout).strip().split("\n")[-1]
    script(robot, folder / f"{name}.csv", seed=1)
    report = folder / f"{name}.json"
    result = subprocess.run(
        [common.BUILD / "sim2real", "simulate", robot, "--script", folder / f"{name}.csv", "--seconds", str(SECONDS),
         "--json", report], capture_output=True, text=True)
    if not report.exists():
        return "refused: " + result.stderr.strip().split("\n")[-1]
    text = result.stdout
    return "diverged" if "diverged" in text else "ran"


def measure():
    rows, outcomes = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for name, file in sources():
            outcomes[name] = "is not there" if file is None else run(name, file, pathlib.Path(folder))
            print(f"  {name:24} {outcomes[name]}", flush=True)
    for kind, names in [("URDF files", [n.split("/")[-1] for n in URDFS]), ("Gymnasium's MJCF files", MJCFS)]:
        good = sum(outcomes[name] == "ran" for name in names)
        rows.append(common.row(
            f"robots loaded and run for {SECONDS} s, {kind}", good, f"of {len(names)}", seeds="1",
            outcomes={name: outcomes[name] for name in names}))
    return rows
