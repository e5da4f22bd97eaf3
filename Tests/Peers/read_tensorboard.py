"""Reads a folder of event files with tensorboard's EventAccumulator and prints its scalars as JSON.

Usage: read_tensorboard.py FOLDER
"""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

accumulator = EventAccumulator(sys.argv[1])
accumulator.Reload()
print(json.dumps({
    "file_version": accumulator.file_version,
    "scalars": {
        tag: [[event.step, repr(event.value), event.wall_time] for event in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    },
}))
