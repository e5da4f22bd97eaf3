"""Refinement on rotary pendulums outside the training box in delay, friction and mass; see refinement.py.

The variants were chosen by one randomized policy's success alone (2026-11-24, seed 1, 30 episodes in the simulator).
"""
from . import common, refinement

SCENARIO = "scenarios/rotary-pendulum-swingup.yaml"
VARIANTS = {
    "light arm": ["arm.mass_kg=x0.6", "hinge.friction_Nm=x5", "action_delay_s=0.0155", "observation_delay_s=0.008"],
    "heavy pendulum": ["pendulum.mass_kg=x1.8", "motor.friction_Nm=x4", "action_delay_s=0.021",
                       "observation_delay_s=0.0105"],
    "light pendulum": ["pendulum.mass_kg=x0.35", "motor.friction_Nm=x7", "action_delay_s=0.012",
                       "observation_delay_s=0.006"],
}


def measure():
    return refinement.measure(
        "rotary-pendulum", "robots/rotary-pendulum", 0.01, 14682, VARIANTS,
        lambda seed: refinement.train(SCENARIO, common.RUNS / "refine-rotary-pendulum", seed))
