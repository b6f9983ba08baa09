"""Prints each line of a machine's console behind the processor seconds that its QEMU had used by then, for measuring on a host that has other work.

usage: cpu.py SERIAL-LOG PID-FILE    beside a running rehearsal: its --out/node1.serial.log and /run/ka-lab/ka*/node1.pid; ends with the machine
"""
import os
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid):
    """user and system, of all threads; None when it has ended"""
    try:
        with open("/proc/%s/stat" % pid, encoding="ascii", errors="replace") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICK


def main(log, pid_file):
    with open(pid_file, encoding="ascii") as file:
        pid = file.read().strip()
    with open(log, encoding="latin-1") as console:
        rest = ""
        while (used := processor_seconds(pid)) is not None:
            *lines, rest = (rest + console.read()).split("\n")
            for line in lines:
                print("%7.1f %s" % (used, line), flush=True)
            time.sleep(0.2)


main(*sys.argv[1:])
