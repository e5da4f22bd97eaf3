"""Pymavlink's own reading of the dialect, made from its XML."""
import contextlib
import importlib.util
import io
import pathlib
import tempfile

from pymavlink.generator import mavgen

XML = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Wire" / "Dialect" / "sim2real.xml"


def load():
    """The module that mavgen makes of the XML."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "sim2real.py"
        options = mavgen.Opts(str(output), wire_protocol="2.0", language="Python3")
        with contextlib.redirect_stdout(io.StringIO()):
            assert mavgen.mavgen(options, [str(XML)]) is not False, "mavgen refuses the XML"
        spec = importlib.util.spec_from_file_location("sim2real_dialect", output)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module
