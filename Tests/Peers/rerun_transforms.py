"""Converts a log with Rerun's own program and prints how many transforms of each frame it then holds, and what shapes of
the robot it draws, as JSON.

Usage: rerun_transforms.py LOG
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

from rerun.chunk import RrdReader


def main():
    counts, shapes = collections.Counter(), set()
    with tempfile.TemporaryDirectory() as folder:
        recording = os.path.join(folder, "log.rrd")
        program = os.path.join(os.path.dirname(sys.executable), "rerun")
        done = subprocess.run([program, "mcap", "convert", sys.argv[1], "-o", recording], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        for chunk in RrdReader(recording).stream():
            batch = chunk.to_record_batch()
            if "Transform3D:child_frame" in batch.schema.names:
                for row in batch.column("Transform3D:child_frame").to_pylist():
                    counts.update(row)
            if "/visual_geometries/" in chunk.entity_path:
                shapes.add(chunk.entity_path.split("/visual_geometries/")[1].split("/")[0])
    print(json.dumps({"transforms": counts, "shapes": sorted(shapes)}))


main()
