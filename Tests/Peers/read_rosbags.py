"""Reads a log with the independent `rosbags` reader and prints what it decoded as JSON.

Usage: read_rosbags.py LOG
"""
import json
import sys
from pathlib import Path

from rosbags.highlevel import AnyReader


def texts(values):
    return [repr(float(v)) for v in values]


def main():
    out = {"ticks": [], "joint_states": [], "joint_commands": [], "urdf": []}
    with AnyReader([Path(sys.argv[1])]) as reader:
        out["messages"] = reader.message_count
        out["topics"] = {c.topic: c.msgcount for c in reader.connections}
        for connection, time, raw in reader.messages():
            decoded = reader.deserialize(raw, connection.msgtype)
            if connection.topic == "/sim2real/tick":
                out["ticks"].append({
                    "log_time_ns": str(time),
                    "tick": str(decoded.tick),
                    "scalars": texts([decoded.time_s, decoded.reading_time_s, decoded.reading_age_s,
                                      decoded.lateness_s, decoded.round_trip_s]),
                    "small": [int(v) for v in (decoded.reading_echo, decoded.requested_mode, decoded.applied_mode,
                                               decoded.events, decoded.plan_iterations)],
                    "reading": texts(decoded.reading),
                    "observation": texts(decoded.observation),
                    "action": texts(decoded.action),
                    "requested": texts(decoded.requested),
                    "applied": texts(decoded.applied),
                })
            elif connection.topic in ("/joint_states", "/joint_commands"):
                assert connection.msgtype == "sensor_msgs/msg/JointState"
                out[connection.topic[1:]].append({
                    "stamp_ns": str(decoded.header.stamp.sec * 10**9 + decoded.header.stamp.nanosec),
                    "name": list(decoded.name),
                    "position": texts(decoded.position),
                    "velocity": texts(decoded.velocity),
                    "effort": texts(decoded.effort),
                })
            elif connection.topic == "/robot_description":
                out["urdf"].append(decoded.data)
    print(json.dumps(out))


main()
