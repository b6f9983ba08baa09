"""Sends one command to a QEMU machine and prints its answer as JSON; fails when the machine refuses or does not answer.

usage: qmp.py SOCKET COMMAND [ARGUMENTS-AS-JSON]
"""
import json
import socket
import sys

with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(10)
    connection.connect(sys.argv[1])
    lines = connection.makefile("rw")

    def ask(command, arguments):
        lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        lines.flush()
        for line in lines:
            answer = json.loads(line)
            if "return" in answer or "error" in answer:
                return answer
        # "quit" may close the connection before it is answered
        return {"return": {}} if command == "quit" else {"error": {"desc": "connection closed"}}

    lines.readline()
    ask("qmp_capabilities", {})
    reply = ask(sys.argv[2], json.loads(sys.argv[3]) if len(sys.argv) > 3 else {})
if "error" in reply:
    sys.exit("qmp.py: %s: %s" % (sys.argv[2], reply["error"]["desc"]))
print(json.dumps(reply["return"]))
