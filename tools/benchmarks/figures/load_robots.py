"""Real robots' files, each run for 10 s under gravity and random efforts: how many do so without divergence."""
import re

from . import common


def measure():
    output = common.run(
        "swift", "test", "-c", "release", "--skip-build", "--filter", "SimulationTests.RealRobotsTests")
    ran = set(re.findall(r"ran for 10 s: (\w+),", output))
    models = {"inverted_pendulum", "hopper", "half_cheetah", "walker2d", "ant", "reacher"}
    return [
        common.row("URDF files of example-robot-data that run for 10 s", len(ran - models), "files", of=24, robots=sorted(ran - models)),
        common.row("Gymnasium's MJCF files that run for 10 s", len(ran & models), "files", of=6, robots=sorted(ran & models)),
    ]
