"""Remembers which checkout the package was installed from, so that it finds the library and the scenarios there."""
import pathlib

import setuptools
from setuptools.command.build_py import build_py


class BuildWithCheckout(build_py):
    def run(self):
        super().run()
        checkout = pathlib.Path(__file__).resolve().parents[3]
        if (checkout / "Package.swift").is_file() and not self.editable_mode:
            target = pathlib.Path(self.build_lib, "sim2real", "installed_from.py")
            target.write_text(f"CHECKOUT = {str(checkout)!r}\n")


setuptools.setup(cmdclass={"build_py": BuildWithCheckout})
