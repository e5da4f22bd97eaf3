"""The blocking maze: 3,000 steps, the way closed at 1,000 (n = 10, α = 1, κ = 1e-4)."""
from . import changing_maze


def measure():
    return changing_maze.measure_maze("blocking-maze", {"dyna-q": (58, 39), "dyna-q-plus": (135, 17)})
