"""A quadruped of 12 joints: physics steps a second beside MuJoCo's and PyBullet's, and what lumping its hip links changes."""
from . import common, physics

MODELS = [
    (f"quadruped-{gait}-{drive}", f"quadruped steps, {doing}, {how}")
    for gait, doing in [("trot", "trotting"), ("stand", "standing")]
    for drive, how in [("torque", "torques"), ("servo", "implicit servos")]
]


# perf, 2026-11-30, AMD EPYC of family 26, trotting by torques.
PROFILE = (
    "dWorldStep 77 % (factorizing the rows' matrix 23, bounded rows of sliding feet 12, the rest building and solving it), "
    "inputs 8, joints' laws and forces 5, coordinates 4, contacts 4; servos add 12 rows: standing, factorizing alone is 44")


def measure():
    rows = physics.measure(MODELS, bullet_note="its own position motors where servos drive")
    rows[0]["profile"] = PROFILE
    error = float(common.run(common.BUILD / "physics-bench", "merging"))
    rows.append(common.row("joint angles, hip links lumped or not, first second of the trot", error, "rad rms"))
    return rows
