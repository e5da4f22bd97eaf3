"""A quadruped of 12 joints: physics steps a second beside MuJoCo's and PyBullet's, and what lumping its hip links changes."""
from . import common, physics

MODELS = [
    (f"quadruped-{gait}-{drive}", f"quadruped steps, {doing}, {how}")
    for gait, doing in [("trot", "trotting"), ("stand", "standing")]
    for drive, how in [("torque", "torques"), ("servo", "implicit servos")]
]


def measure():
    rows = physics.measure(MODELS, bullet_note="its own position motors where servos drive")
    error = float(common.run(common.BUILD / "physics-bench", "merging"))
    rows.append(common.row("joint angles, hip links lumped or not, first second of the trot", error, "rad rms"))
    return rows
