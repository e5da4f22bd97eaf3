"""Memory of 1,024 quadrupeds in simulation."""
from . import common


def measure():
    value = float(common.run(common.BUILD / "physics-bench", "memory", 1024))
    return [common.row("1,024 quadrupeds", value, "MiB", peer="goal", peer_value=128, ratio=128 / value)]
