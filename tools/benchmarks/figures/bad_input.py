"""Broken robot, model, scenario, policy and log files in the tests, each refused with its sentence."""
import re

from . import common

SUITES = {
    "robot, model and scenario files": "RobotsTests|RobotModelsTests|ScenariosTests",
    "policy files": "BrokenPolicy|PolicyFile",
    "logs": "BrokenLog",
}


def measure():
    rows = []
    for what, filter in SUITES.items():
        output = common.run("swift", "test", "-c", "release", "--skip-build", "--filter", filter)
        cases = sum(int(n) for n in re.findall(r"refus.*?with (\d+) test cases passed", output))
        rows.append(common.row(f"broken {what} refused", cases, "files"))
    return rows
