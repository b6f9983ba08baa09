"""Asks a running appliance for its machines as "nodes --json" does, without the seconds that a JVM takes to start.

usage: nodes.py SOCKET FILE    appends one line to FILE: {"t": seconds since 1970, "nodes": [...]}; exit 1 when no appliance answers
"""
import json
import socket
import sys
import time


def ask(path):
    with socket.socket(socket.AF_UNIX) as control:
        control.settimeout(30)
        control.connect(path)
        control.sendall(b'{"command": "nodes", "nodes": []}\n')
        rows = []
        for line in control.makefile(encoding="utf-8"):
            answer = json.loads(line)
            if answer.get("end"):
                return rows
            rows.append(answer)
    raise OSError("the appliance went away before it answered")


try:
    nodes = ask(sys.argv[1])
except (OSError, ValueError) as problem:
    sys.exit("nodes.py: %s" % problem)
with open(sys.argv[2], "a", encoding="utf-8") as file:
    file.write(json.dumps({"t": time.time(), "nodes": nodes}) + "\n")
