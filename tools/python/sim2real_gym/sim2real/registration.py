"""An id for each scenario file that describes a robot in the simulator."""
import re
import warnings

import gymnasium

from . import checkout

# A robot's scenario names it in a key of the file's first level.
_ROBOT = re.compile(r"^robot\s*:", re.MULTILINE)


def register():
    """Registers `sim2real/NAME-v0` for every `scenarios/NAME.yaml` with a robot, and `sim2real/scenario-v0` for any file.

    The latter takes the file as `scenario=`.
    """
    folder = checkout.scenarios()
    if folder is None:
        warnings.warn(
            "sim2real finds no folder scenarios/: set SIM2REAL_LIBRARY to the library in a checkout's build, or give "
            "sim2real/scenario-v0 a scenario= of your own.", stacklevel=3)
    files = [] if folder is None else sorted(folder.glob("*.yaml"))
    _register("sim2real/scenario-v0")
    for file in files:
        if _ROBOT.search(file.read_text(encoding="utf-8")):
            _register(f"sim2real/{file.stem}-v0", scenario=str(file))


def _register(identifier, **arguments):
    gymnasium.register(
        identifier, entry_point="sim2real.environment:SimulatedEnv",
        vector_entry_point="sim2real.vector_environment:SimulatedVectorEnv", kwargs=arguments)
