"""`write N`: N frames of each message with random fields, one a line. `read FILE`: the fields of the file's frames."""
import random
import struct
import sys

import dialect

LIMITS = {"uint8_t": 8, "uint16_t": 16, "uint32_t": 32, "uint64_t": 64}


def random_value(kind, length, source):
    if kind == "char":
        return bytes(source.choices(b"abcdefghijklmnopqrstuvwxyz", k=source.randint(0, length)))
    if length:
        return [random_value(kind, 0, source) for _ in range(length)]
    if kind == "float":
        return struct.unpack("<f", struct.pack("<f", source.uniform(-1000, 1000)))[0]
    if kind == "int32_t":
        return source.randint(-2**31, 2**31 - 1)
    return 0 if source.random() < 0.2 else source.getrandbits(LIMITS[kind])


def write(module, count):
    source = random.Random(5)
    for _ in range(count):
        for message_type in module.mavlink_map.values():
            lengths = dict(zip(message_type.ordered_fieldnames, message_type.array_lengths))
            kinds = dict(zip(message_type.fieldnames, message_type.fieldtypes))
            fields = [random_value(kinds[name], lengths[name], source) for name in message_type.fieldnames]
            mav = module.MAVLink(None, srcSystem=source.randint(1, 255), srcComponent=source.randint(1, 255))
            mav.seq = source.randint(0, 255)
            print(message_type(*fields).pack(mav).hex())


def read(module, path):
    for line in open(path):
        message = module.MAVLink(None).parse_char(bytes.fromhex(line.strip()))
        fields = " ".join(f"{name}={message.format_attr(name)}" for name in message.get_fieldnames())
        print(message.get_type(), fields)


if sys.argv[1] == "write":
    write(dialect.load(), int(sys.argv[2]))
else:
    read(dialect.load(), sys.argv[2])
