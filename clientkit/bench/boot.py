#!/usr/bin/env python3
"""Where the seconds of one machine go, from power-on to its clone's own marker: by the stamped console of a rehearsal.

usage: boot.py [DIRECTORY [NODE]] [--memory MIB] [--rate MBPS]

DIRECTORY is what 'packaging/rehearse.sh --out' kept; without it, a rehearsal of one machine with --memory MiB (512) is run.
What is *ours* is all that is not firmware, kernel, boot files on the wire, or the golden system's own start; of receiving,
what is beyond the stream at --rate MB a second (118: 1 Gbit/s). Reading the disk back is ours, too.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
REHEARSE = os.path.join(HERE, "..", "..", "packaging", "rehearse.sh")
#: name, whose it is, the console's line that ends it; the first that comes after the one before
PHASES = [
    ("firmware, to the boot menu", "firmware", r"KA appliance"),
    ("kernel and stage 1 on the wire; kernel, unpacking stage 1", "kernel", r"stage 1 up"),
    ("modules", "ours", r"modules loaded"),
    ("card, DHCP", "ours", r"starting node program"),
    ("Java, hello", "ours", r"hello accepted"),
    ("stage 2", "ours", r"stage 2 received"),
    ("what to clone, mapping", "ours", r"description accepted"),
    ("partitioning", "ours", r"partitioned "),
    ("formatting, mounting", "ours", r"receiving$"),
    ("receiving", "receiving", r"received \d+ digest"),
    ("reading back", "ours", r"verified |not verified"),
    ("identity, initramfs", "ours", r"fstab written"),
    ("boot loader, writing out", "ours", r"disk flushed"),
    ("reading again what was written last", "ours", r"read again|not read again"),
    ("restart", "firmware", r"KA appliance"),
    ("its own disk, to its marker", "firmware", r"CLONE-MARK"),
]
LINE = re.compile(r"^ *(\d+\.\d\d) (.*)$")


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", nargs="?")
    parser.add_argument("node", nargs="?", default="node1")
    parser.add_argument("--memory", default="512")
    parser.add_argument("--rate", type=float, default=118)
    return parser.parse_args()


def console(directory, node):
    with open(os.path.join(directory, node + ".serial.log"), errors="replace", encoding="utf-8") as lines:
        for match in filter(None, map(LINE.match, lines)):
            yield float(match.group(1)), match.group(2)


def table(directory, node, rate):
    lines, before, ours, memory = console(directory, node), 0.0, 0.0, ""
    print("| what | seconds | since power-on | of it ours |\n| --- | --- | --- | --- |")
    for name, whose, pattern in PHASES:
        for at, text in lines:
            memory = text if "memory:" in text else memory
            if re.search(pattern, text):
                break
        else:
            sys.exit("%s never said %r after %.1f s" % (node, pattern, before))
        seconds, own = at - before, at - before if whose == "ours" else 0.0
        if whose == "receiving":
            own = max(0.0, seconds - int(re.search(r"received (\d+)", text).group(1)) / 1e6 / rate)
        ours += own
        print("| %s | %.1f | %.1f | %.1f |" % (name, seconds, at, own))
        before = at
    print("\nours: %.1f of %.1f s; %s" % (ours, before, memory or "no word of memory"))


def main():
    wanted = options()
    if wanted.directory:
        table(wanted.directory, wanted.node, wanted.rate)
        return
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="ka-boot-bench") as directory:
        out = os.path.join(directory, "out")
        subprocess.run([REHEARSE, "--nodes", "1", "--memory", wanted.memory, "--out", out], check=True)
        table(out, wanted.node, wanted.rate)


if __name__ == "__main__":
    main()
