"""One-second open-loop trajectories beside MuJoCo's, the same model and the same torques on both sides.

The torques are those of the physics figures' inputs over their first second, recorded in our simulator (the hopper crouches
and stretches, the half cheetah is swung, the quadruped trots; in the air likewise, where the half cheetah's, which has no
feedback, are a quarter, so that no joint comes to its stop), and then played open loop to both, held for 2 ms each whatever
the step. In the air nothing touches and both solve the same equations; on the ground they differ in what a contact and a
joint's stop are.
"""
import math
import pathlib
import tempfile

from . import common

MODELS = [("hopper", "hopper"), ("half-cheetah", "half cheetah"), ("quadruped-trot-torque", "quadruped")]
STEPS = [0.002, 0.001, 0.0005, 0.00025]
RAISED = 20  # m: a second's fall is 4.9 m

AIR = (
    "Nothing touches: both integrate the same equations of motion semi-implicitly, MuJoCo in joint coordinates, we in the bodies' "
    "with the joints as constraints. Both are of first order, so the difference falls with the step.")
GROUND = (
    "MuJoCo's contact is a soft constraint (solref 0.02 s, solimp 0.9 to 0.95, a pyramid for friction) that sinks in and creeps; "
    "ours is hard: a complementarity problem without penetration in which friction holds exactly. The feet's forces differ from "
    "the first touch on, and nothing feeds back: what the torques then do to a robot that stands or falls elsewhere is not damped "
    "but grows. The difference does not fall with the step, since it is one of models.")
STIFF = (
    "MuJoCo's contacts as stiff as its step allows (solref of two steps, solimp 0.99, elliptic cone, impratio 10): nearer to ours "
    "where softness is what differs; what stays is how an impact and a slipping foot are resolved, carried on open loop.")


def rows_of(text):
    return [[float(word) for word in line.split()] for line in text.splitlines()]


def compare(name, ours, theirs, note):
    """Root mean square and largest difference of the joints' angles, and of the base's place."""
    joints = [[a - b for a, b in zip(x[3:], y[3:])] for x, y in zip(ours, theirs)]
    bases = [math.dist(x[:3], y[:3]) for x, y in zip(ours, theirs)]
    angles = [abs(d) for line in joints for d in line]

    def until(seconds):
        count = round(seconds / 0.002)
        return {"joints_rad": max(abs(d) for line in joints[:count] for d in line), "base_m": max(bases[:count])}

    return common.row(
        name, math.sqrt(sum(d * d for d in angles) / len(angles)), "rad rms of the joints' angles", peer="MuJoCo 4.0.0, Euler",
        largest_rad=max(angles), base_rms_m=math.sqrt(sum(d * d for d in bases) / len(bases)), base_largest_m=max(bases),
        largest_until={f"{t} s": until(t) for t in (0.1, 0.25, 0.5, 1)}, note=note)


def measure():
    rows = []
    bench = common.BUILD / "physics-bench"
    peer = [common.python(), common.ROOT / "tools/benchmarks/peers/mujoco_trajectory.py"]
    for model, what in MODELS:
        with tempfile.TemporaryDirectory() as folder:
            common.run(bench, "describe", model, folder)

            def both(step, height, contacts):
                torques = pathlib.Path(folder) / "torques.txt"
                torques.write_text(common.run(bench, "torques", model, height))
                ours = rows_of(common.run(bench, "trajectory", model, torques, step, height))
                return ours, rows_of(common.run(*peer, folder, torques, step, height, contacts))

            for step in STEPS:
                rows.append(compare(f"{what}, in the air, steps of {1000 * step:g} ms", *both(step, RAISED, "soft"), AIR))
            for step in (STEPS[0], STEPS[-1]):
                rows.append(compare(f"{what}, on the ground, steps of {1000 * step:g} ms", *both(step, 0, "soft"), GROUND))
            rows.append(
                compare(f"{what}, on the ground, MuJoCo's contacts stiff, steps of {1000 * STEPS[-1]:g} ms", *both(STEPS[-1], 0, "stiff"), STIFF))
            # What a first-order step alone is worth here: ours against ours.
            coarse, fine = both(STEPS[0], 0, "soft")[0], both(STEPS[-1], 0, "soft")[0]
            rows.append(compare(
                f"{what}, on the ground, ours at {1000 * STEPS[0]:g} ms beside ours at {1000 * STEPS[-1]:g} ms", coarse, fine,
                "The same physics with another step: how much of a difference on the ground open loop makes of little.") | {"peer": "this simulator"})
    return rows
