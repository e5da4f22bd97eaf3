"""Refinement on cart-poles outside the training box in delay, friction and mass; see refinement.py."""
from . import cartpole_swingup, refinement

VARIANTS = {
    "heavy cart": {
        "cart.mass_kg": ("x1.5", "x2"), "slider.friction_N": ("x3", "x10"), "hinge.friction_Nm": ("x3", "x40"),
        "action_delay_s": (0.020, 0.030)},
    "light pole": {
        "pole.mass_kg": ("x0.6", "x0.4"), "slider.friction_N": ("x3", "x10"), "hinge.friction_Nm": ("x3", "x20"),
        "action_delay_s": (0.020, 0.040), "observation_delay_s": (0.010, 0.020)},
    "light robot": {
        "cart.mass_kg": ("x0.6", "x0.5"), "pole.mass_kg": ("x0.6", "x0.3"), "slider.friction_N": ("x3", "x15"),
        "hinge.friction_Nm": ("x3", "x20"), "action_delay_s": (0.020, 0.037), "observation_delay_s": (0.010, 0.020)},
}
REST = {
    "slider.position_m": (-0.02, 0.02), "slider.velocity_m_per_s": (-0.005, 0.005),
    "hinge.position_rad": (3.1366, 3.1466), "hinge.velocity_rad_per_s": (-0.005, 0.005)}


def measure():
    return refinement.measure(
        "cartpole", "robots/cartpole", 0.02, 14681, REST, VARIANTS, lambda seed: cartpole_swingup.train("randomized", seed))


def report():
    return refinement.finished("cartpole", VARIANTS)
