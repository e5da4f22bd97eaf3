"""Simulated motion beside closed forms, conservation laws and GSL's solver: what the tests of the physics measure."""
from . import common


def measure():
    output = common.run("swift", "test", "-c", "release", "--skip-build", "--filter", "PhysicsTests")
    rows = {}
    for line in output.splitlines():
        words = [word.strip() for word in line.split("|")]
        if words[0] == "trust-dynamics" and len(words) == 4:
            rows[words[1]] = common.row(words[1], float(words[2]), words[3])
    return [rows[name] for name in sorted(rows)]
