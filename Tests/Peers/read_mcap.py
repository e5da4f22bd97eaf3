"""Reads a log with the independent `mcap` reader and prints what it decoded as JSON.

Usage: read_mcap.py LOG
Numbers are printed as text, so that NaN and every bit survive.
"""
import json
import struct
import sys
import zlib

from mcap.reader import NonSeekingReader, make_reader
from mcap_ros2.decoder import DecoderFactory


def texts(values):
    return [repr(float(v)) for v in values]


def main():
    path = sys.argv[1]
    content = open(path, "rb").read()

    # The footer, and its checksum over the summary and itself (mcap.dev/spec).
    opcode, length = struct.unpack_from("<BQ", content, len(content) - 37)
    summary_start, summary_offset_start, summary_crc = struct.unpack_from("<QQI", content, len(content) - 28)
    assert (opcode, length) == (2, 20)
    assert zlib.crc32(content[summary_start:len(content) - 12]) == summary_crc, "summary checksum"

    out = {"ticks": [], "joint_states": [], "joint_commands": [], "urdf": []}
    with open(path, "rb") as stream:
        reader = make_reader(stream, validate_crcs=True, decoder_factories=[DecoderFactory()])
        header = reader.get_header()
        out["profile"] = header.profile
        out["library"] = header.library
        summary = reader.get_summary()
        assert summary is not None and summary.statistics is not None
        statistics = summary.statistics
        out["chunks"] = statistics.chunk_count
        out["messages"] = statistics.message_count
        out["schemas"] = statistics.schema_count
        out["start_ns"] = str(statistics.message_start_time)
        out["end_ns"] = str(statistics.message_end_time)
        out["topics"] = {
            summary.channels[i].topic: n for i, n in statistics.channel_message_counts.items()
        }
        assert len(summary.chunk_indexes) == statistics.chunk_count
        out["metadata"] = {m.name: m.metadata for m in reader.iter_metadata()}
        for schema, channel, message, decoded in reader.iter_decoded_messages():
            if channel.topic == "/sim2real/tick":
                out["ticks"].append({
                    "log_time_ns": str(message.log_time),
                    "tick": str(decoded.tick),
                    "scalars": texts([decoded.time_s, decoded.reading_time_s, decoded.reading_age_s,
                                      decoded.lateness_s, decoded.round_trip_s]),
                    "small": [decoded.reading_echo, decoded.requested_mode, decoded.applied_mode, decoded.events,
                              decoded.plan_iterations],
                    "reading": texts(decoded.reading),
                    "observation": texts(decoded.observation),
                    "action": texts(decoded.action),
                    "requested": texts(decoded.requested),
                    "applied": texts(decoded.applied),
                })
            elif channel.topic in ("/joint_states", "/joint_commands"):
                out[channel.topic[1:]].append({
                    "stamp_ns": str(decoded.header.stamp.sec * 10**9 + decoded.header.stamp.nanosec),
                    "name": list(decoded.name),
                    "position": texts(decoded.position),
                    "velocity": texts(decoded.velocity),
                    "effort": texts(decoded.effort),
                })
            elif channel.topic == "/robot_description":
                out["urdf"].append(decoded.data)

    # Without the summary, from the front, the same messages are there.
    with open(path, "rb") as stream:
        streamed = sum(1 for _ in NonSeekingReader(stream, validate_crcs=True).iter_messages())
    assert streamed == statistics.message_count, "streamed and indexed messages differ"
    print(json.dumps(out))


main()
