"""Broken robot, model, scenario, policy and log files in the tests, each refused with its one sentence."""
import re

from . import common

# The tests' names; each is a table of broken files.
TESTS = {
    "robot.yaml": "a broken robot.yaml is refused with its place and its mend",
    "robot.urdf": "a broken robot.urdf is refused with its place and its mend",
    "robot.xml": "a broken robot.xml is refused with its place and its mend",
    "mesh": "broken meshes are refused with one sentence",
    "scenario": "a broken scenario is refused with its place and its mend",
    "policy": "each is refused with one sentence",
    "log": "of the file, the byte and the mend",
}


def measure():
    output = common.run(
        "swift", "test", "-c", "release", "--skip-build", "--filter",
        "BrokenRobot|BrokenModel|BrokenMJCF|MeshTests|BrokenScenario|BrokenPolicy|LogsTests")
    rows = []
    for kind, name in TESTS.items():
        passed = re.search(re.escape(f'Test "{name}" with ') + r"(\d+) test cases passed", output)
        rows.append(common.row(f"broken files refused: {kind}", int(passed[1]) if passed else 0, "files"))
    return rows
