"""Runs a program on a terminal of its own and prints all that it wrote there.

Usage: on_terminal.py PROGRAM [ARGUMENT…]
"""
import os
import pty
import sys


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    written = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the program has closed its end
            break
        if not part:
            break
        written += part
    _, status = os.waitpid(child, 0)
    sys.stdout.write(written.decode())
    sys.exit(os.waitstatus_to_exitcode(status))


main()
