"""Writes MCAP files with the independent `mcap` writer, for our reader.

Usage: write_mcap.py FILE none|lz4
"""
import sys

from mcap.writer import CompressionType, Writer

compression = {"none": CompressionType.NONE, "lz4": CompressionType.LZ4}[sys.argv[2]]
with open(sys.argv[1], "wb") as stream:
    writer = Writer(stream, chunk_size=200, compression=compression)
    writer.start(profile="peer", library="mcap-python")
    schema = writer.register_schema(name="Text", encoding="jsonschema", data=b"{}")
    first = writer.register_channel(topic="/first", message_encoding="json", schema_id=schema, metadata={"a": "b"})
    second = writer.register_channel(topic="/second", message_encoding="json", schema_id=schema)
    writer.add_metadata("notes", {"key": "value", "empty": ""})
    writer.add_attachment(create_time=1, log_time=2, name="file", media_type="text/plain", data=b"attached")
    for i in range(50):
        writer.add_message(
            channel_id=second if i == 30 else first, log_time=1000 + i, data=b"message %d" % i, publish_time=7, sequence=i)
    writer.finish()
