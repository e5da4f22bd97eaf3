"""Puts the package of this checkout on the path, with the library that the test names."""
import os
import pathlib
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
SOURCE = ROOT / "tools/python/sim2real_gym"


def use(library):
    os.environ["SIM2REAL_LIBRARY"] = library
    sys.path.insert(0, str(SOURCE))
