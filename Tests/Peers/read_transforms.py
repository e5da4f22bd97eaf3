"""Reads a log's /tf and /tf_static with the independent readers `mcap` and `rosbags` and prints both as JSON.

Usage: read_transforms.py LOG
"""
import json
import sys
from pathlib import Path

from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory
from rosbags.highlevel import AnyReader


def transforms(topic, message):
    for t in message.transforms:
        p, q = t.transform.translation, t.transform.rotation
        yield {
            "topic": topic, "stamp_ns": str(t.header.stamp.sec * 10**9 + t.header.stamp.nanosec),
            "parent": t.header.frame_id, "child": t.child_frame_id,
            "translation": [p.x, p.y, p.z], "rotation": [q.w, q.x, q.y, q.z],
        }


def main():
    path, topics = sys.argv[1], ("/tf", "/tf_static")
    out = {"mcap": [], "rosbags": []}
    with open(path, "rb") as stream:
        reader = make_reader(stream, validate_crcs=True, decoder_factories=[DecoderFactory()])
        for _, channel, _, decoded in reader.iter_decoded_messages(topics=topics):
            out["mcap"] += transforms(channel.topic, decoded)
    with AnyReader([Path(path)]) as reader:
        wanted = [c for c in reader.connections if c.topic in topics]
        assert all(c.msgtype == "tf2_msgs/msg/TFMessage" for c in wanted)
        for connection, _, raw in reader.messages(connections=wanted):
            out["rosbags"] += transforms(connection.topic, reader.deserialize(raw, connection.msgtype))
    print(json.dumps(out))


main()
