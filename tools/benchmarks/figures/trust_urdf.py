"""Real URDF files beside Pinocchio, Gymnasium's MJCF files beside MuJoCo, and how many of example-robot-data load."""
import re

from . import common


def measure():
    output = common.run(
        "swift", "test", "-c", "release", "--skip-build", "--filter", "AgreementTests|RealRobotsTests")
    rows = []
    for line in output.splitlines():
        words = line.split()
        if words[:1] == ["trust-urdf"]:
            name, mass, mass_error, place_error, effort_error, effort = words[1], *map(float, words[2:])
            rows += [
                common.row(f"{name}: total mass", mass, "kg", peer="Pinocchio", relative_difference=mass_error),
                common.row(f"{name}: links' places, largest difference", place_error, "m", peer="Pinocchio"),
                common.row(f"{name}: gravity's efforts, largest relative difference", effort_error, "1", peer="Pinocchio"),
                common.row(f"{name}: largest effort of gravity, all joints at 0", effort, "N·m", peer="Pinocchio and MuJoCo"),
            ]
        elif words[:1] == ["trust-mjcf"]:
            name, mass_error, inertia_error, place_error, effort_error = words[1], *map(float, words[2:])
            rows += [
                common.row(f"{name}: masses, largest relative difference", mass_error, "1", peer="MuJoCo"),
                common.row(f"{name}: inertias, largest relative difference", inertia_error, "1", peer="MuJoCo"),
                common.row(f"{name}: bodies' places, largest difference", place_error, "m", peer="MuJoCo"),
                common.row(f"{name}: gravity's efforts, largest difference", effort_error, "N·m or N", peer="MuJoCo"),
            ]
    loaded = re.search(r"real URDF files that load: (\d+) of (\d+)", output)
    rows.append(common.row("real URDF files that load", int(loaded[1]), "files", of=int(loaded[2])))
    return sorted(rows, key=lambda row: row["name"])
