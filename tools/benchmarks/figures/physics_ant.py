"""Gymnasium's ant: physics steps a second beside MuJoCo's and PyBullet's."""
from . import physics


def measure():
    return physics.measure(
        [("ant", "ant steps")],
        bullet_note="without rotors' inertia, which Bullet lacks: its ant jumps off the ground")
