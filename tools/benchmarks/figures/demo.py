"""tools/demo as a user runs it, build aside."""
import json
import time

from . import common


def measure():
    common.run("tools/setup")
    started = time.monotonic()
    common.run("tools/demo")
    seconds = time.monotonic() - started
    summary = json.loads((common.ROOT / "runs/demo/summary.json").read_text())
    rows = [common.row("tools/demo, setup and build aside", seconds, "s", seeds="1")]
    for key, value in summary.items():
        rows.append(common.row(f"summary: {key}", value, ""))
    return rows
