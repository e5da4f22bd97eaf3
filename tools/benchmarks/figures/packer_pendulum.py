"""Pendulum of Packer et al. 2018: success of policies of the default and the random box on the random and the extreme one."""
from . import packer


def measure():
    return packer.measure("packer-pendulum", (100, 81.79))
