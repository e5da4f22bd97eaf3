"""The shortcut maze: 6,000 steps, a shorter way open from 3,000 on (n = 50, α = 1, κ = 1e-3)."""
from . import changing_maze


def measure():
    return changing_maze.measure_maze("shortcut-maze", {"dyna-q": (290, 34), "dyna-q-plus": (366, 8)})
