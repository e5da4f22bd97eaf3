"""Gymnasium's half cheetah: physics steps a second beside MuJoCo's and PyBullet's."""
from . import physics


def measure():
    return physics.measure(
        [("half-cheetah", "half cheetah steps")],
        bullet_note="without rotors' inertia and joint springs, which Bullet lacks")
