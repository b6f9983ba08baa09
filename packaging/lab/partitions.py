"""Reads the DOS partition table of a raw disk with sfdisk.

usage: partitions.py check DISK DESC      prints what differs from the description; exit 1 when anything does
       partitions.py locate DISK NUMBER   prints the first byte and the size in bytes of a partition
"""
import json
import os
import re
import subprocess
import sys

MIB = 1 << 20
TYPES = {"linux": "83", "swap": "82", "extended": "5"}
SLACK = 8 * MIB  # alignment, and the tables between logical partitions


def partitions(disk):
    """number -> (type, first byte, size in bytes)"""
    answer = subprocess.run(["sfdisk", "--json", disk], check=True, capture_output=True, text=True).stdout
    table = json.loads(answer)["partitiontable"]
    unit = table.get("sectorsize", 512)
    return {int(re.search(r"(\d+)$", p["node"])[1]): (p["type"], p["start"] * unit, p["size"] * unit)
            for p in table.get("partitions", [])}


def described(desc):
    """number -> (type, size in MiB or "fill"); primaries from 1, logical ones from 5"""
    wanted, primary, logical = {}, 1, 5
    with open(desc, encoding="utf-8") as file:
        for words in (line.split() for line in file):
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "logical":
                wanted[logical], logical = words[1:3], logical + 1
            else:
                wanted[primary], primary = words[0:2], primary + 1
    return {n: (TYPES.get(t, t.replace("type", "")), s) for n, (t, s) in wanted.items()}


def differences(disk, desc):
    there, wanted = partitions(disk), described(desc)
    end = os.path.getsize(disk)
    if sorted(there) != sorted(wanted):
        yield "partitions are %s, not %s" % (sorted(there), sorted(wanted))
        return
    for number, (kind, size) in wanted.items():
        found, start, length = there[number]
        if int(found, 16) != int(kind, 16) and not (kind == "5" and found == "f"):
            yield "partition %d has type %s, not %s" % (number, found, kind)
        if size == "fill" and end - (start + length) > SLACK:
            yield "partition %d ends %d MiB before the disk" % (number, (end - start - length) // MIB)
        if size != "fill" and abs(length - int(size) * MIB) > SLACK:
            yield "partition %d has %d MiB, not %s" % (number, length // MIB, size)


def main(command, disk, argument):
    if command == "locate":
        print("%d %d" % partitions(disk)[int(argument)][1:])
        return 0
    found = list(differences(disk, argument))
    for line in found:
        print(line)
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
