"""Kills the helper processes of a program, its children: kill_helpers.py PID"""

import os
import signal
import sys

parent = sys.argv[1]
for entry in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{entry}/stat") as file:
            # The command's name may hold spaces and ends with a bracket; state and parent follow it.
            stat = file.read().rpartition(")")[2].split()
    except OSError:
        continue
    if stat[1] == parent:
        os.kill(int(entry), signal.SIGKILL)
        print("killed", entry)
