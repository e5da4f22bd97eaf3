import gymnasium
import numpy as np

# Finite, as check_env asks for: values without a bound of their own.
UNBOUNDED = float(np.finfo(np.float32).max)


def observation(description):
    low = [value.get("low", -UNBOUNDED) for value in description["observation"]]
    high = [value.get("high", UNBOUNDED) for value in description["observation"]]
    return gymnasium.spaces.Box(np.float32(low), np.float32(high), dtype=np.float32)


def action(description):
    """Normalised: ±1 is the actuator's limit."""
    return gymnasium.spaces.Box(-1, 1, (len(description["action"]),), np.float32)
