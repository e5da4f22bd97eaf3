"""Refinement on rotary pendulums outside the training box in delay, friction and mass; see refinement.py."""
from . import common, refinement

SCENARIO = "scenarios/rotary-pendulum-swingup.yaml"
VARIANTS = {
    "light arm": {
        "arm.mass_kg": ("x0.7", "x0.5"), "hinge.friction_Nm": ("x3", "x6"), "action_delay_s": (0.010, 0.018),
        "observation_delay_s": (0.005, 0.009)},
    "heavy pendulum": {
        "pendulum.mass_kg": ("x1.5", "x1.8"), "motor.friction_Nm": ("x3", "x4"), "action_delay_s": (0.010, 0.021),
        "observation_delay_s": (0.005, 0.0105)},
    "light pendulum": {
        "pendulum.mass_kg": ("x0.6", "x0.35"), "motor.friction_Nm": ("x3", "x7"), "action_delay_s": (0.010, 0.018),
        "observation_delay_s": (0.005, 0.009)},
}
REST = {
    "motor.position_rad": (-0.05, 0.05), "motor.velocity_rad_per_s": (-0.05, 0.05),
    "hinge.position_rad": (3.1366, 3.1466), "hinge.velocity_rad_per_s": (-0.05, 0.05)}


def measure():
    return refinement.measure(
        "rotary-pendulum", "robots/rotary-pendulum", 0.01, 14682, REST, VARIANTS,
        lambda seed: refinement.train(SCENARIO, common.RUNS / "refine-rotary-pendulum", seed))


def report():
    return refinement.finished("rotary-pendulum", VARIANTS)
