"""Gymnasium's hopper: physics steps a second beside MuJoCo's and PyBullet's."""
from . import physics


def measure():
    return physics.measure(
        [("hopper", "hopper steps")],
        bullet_note="without rotors' inertia, which Bullet lacks")
