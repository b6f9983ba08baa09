"""Copies stdin to the file named, each line behind the seconds since START (epoch) at which it ended.

Carriage returns and terminal control sequences (ECMA-48) are left out: the BIOS moves the cursor in the middle of words.

usage: stamp.py START FILE
"""
import os
import re
import sys
import time

CONTROL = re.compile(rb"\r|\x1b(?:\[[0-?]*[ -/]*[@-~]|[c78])")
start = float(sys.argv[1])
rest = b""
with open(sys.argv[2], "ab", buffering=0) as out:

    def put(line):
        out.write(b"%8.2f " % (time.time() - start) + CONTROL.sub(b"", line) + b"\n")

    while chunk := os.read(0, 65536):
        *lines, rest = (rest + chunk).split(b"\n")
        for whole in lines:
            put(whole)
    if rest:
        put(rest)
