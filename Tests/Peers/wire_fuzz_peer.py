"""Reads blocks of bytes from the standard input and prints pymavlink's verdicts: accepted unknown refused digest."""
import struct
import sys
import zlib

import dialect


def main():
    module = dialect.load()
    mav = module.MAVLink(None)
    mav.robust_parsing = True
    taken = 0
    pack_verdict = struct.Struct("<BQ").pack
    pack_frame = struct.Struct("<IBBB").pack
    while header := sys.stdin.buffer.read(4):
        block = sys.stdin.buffer.read(struct.unpack("<I", header)[0])
        taken += len(block)
        # Pymavlink lets its buffer grow for as long as a part of a frame is left in it.
        mav.buf = mav.buf[mav.buf_index:]
        mav.buf_index = 0
        counts = [0, 0, 0]
        journal = []
        message = mav.parse_char(block)
        while message is not None:
            kind = message.get_type()
            if kind == "BAD_DATA":
                verdict = None if message.reason == "Bad prefix" else 2
            else:
                verdict = 1 if kind.startswith("UNKNOWN_") else 0
            if verdict is not None:
                counts[verdict] += 1
                journal.append(pack_verdict(verdict, taken - mav.buf_len()))
                if verdict == 0:
                    journal.append(pack_frame(
                        message.get_msgId(), message.get_seq(), message.get_srcSystem(), message.get_srcComponent()))
            message = mav.parse_char(b"")
        print(*counts, zlib.crc32(b"".join(journal)), flush=True)


main()
