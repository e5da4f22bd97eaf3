"""Where the dynamic library and the scenarios lie on this machine."""
import os
import pathlib

from .errors import Error

LIBRARY = "libSim2RealABI.so"


def library():
    """The dynamic library: SIM2REAL_LIBRARY, else a checkout's release build."""
    named = os.environ.get("SIM2REAL_LIBRARY")
    if named:
        path = pathlib.Path(named).expanduser()
        if not path.is_file():
            raise Error(f"SIM2REAL_LIBRARY: there is no file {named}: name a built {LIBRARY}.")
        return path
    for folder in _checkouts():
        path = folder / ".build/release" / LIBRARY
        if path.is_file():
            return path
    raise Error(
        f"{LIBRARY} is not built: run `swift build -c release --product Sim2RealABI` in the sim2real checkout, "
        "or name the library in SIM2REAL_LIBRARY.")


def scenarios():
    """The folder of scenario files; None where there is none."""
    for folder in _checkouts():
        if (folder / "scenarios").is_dir():
            return folder / "scenarios"
    return None


def _checkouts():
    """Folders that may be a checkout: around the named library, the package, the working folder, and where it came from."""
    starts = []
    if os.environ.get("SIM2REAL_LIBRARY"):
        starts.append(pathlib.Path(os.environ["SIM2REAL_LIBRARY"]).expanduser().resolve())
    starts.append(pathlib.Path(__file__).resolve())
    starts.append(pathlib.Path.cwd() / "here")
    folders = [folder for start in starts for folder in start.parents]
    try:
        from .installed_from import CHECKOUT
        folders.append(pathlib.Path(CHECKOUT))
    except ImportError:
        pass
    return [folder for folder in folders if (folder / "Package.swift").is_file() and (folder / "robots").is_dir()]
