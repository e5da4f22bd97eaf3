"""Gymnasium's inverted pendulum: physics steps a second beside MuJoCo's and PyBullet's."""
from . import physics


def measure():
    return physics.measure(
        [("pendulum", "inverted pendulum steps")])
