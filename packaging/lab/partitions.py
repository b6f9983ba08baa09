"""Reads the partition table of a raw disk with sfdisk, and what a golden tree says of its own: root/desc in the seed's format or in the fuller one.

usage: partitions.py check DISK DESC      prints what differs from the description; exit 1 when anything does
       partitions.py locate DISK NUMBER   prints the first byte and the size in bytes of a partition
       partitions.py mounted GOLDEN       prints number, file system type and mount point of each partition of sda that is mounted
"""
import json
import os
import re
import shlex
import subprocess
import sys

MIB = 1 << 20
TYPES = {
    "dos": {"linux": "83", "swap": "82", "extended": "5"},
    "gpt": {"linux": "0fc63daf-8483-4772-8e79-3d69d8477de4", "swap": "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",
            "esp": "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "bios-boot": "21686148-6449-6e6f-744e-656564454649"},
}
SLACK = 8 * MIB  # alignment, and the tables between logical partitions


def partitions(disk):
    """label, number -> (type, first byte, size in bytes, UUID)"""
    answer = subprocess.run(["sfdisk", "--json", disk], check=True, capture_output=True, text=True).stdout
    table = json.loads(answer)["partitiontable"]
    unit = table.get("sectorsize", 512)
    return table["label"], {
        int(re.search(r"(\d+)$", p["node"])[1]): (p["type"].lower(), p["start"] * unit, p["size"] * unit, p.get("uuid", "").lower())
        for p in table.get("partitions", [])}


def lines(path):
    """The words of every line that is not empty and no comment."""
    with open(path, encoding="utf-8") as file:
        return [words for words in (shlex.split(line, comments=True) for line in file) if words]


def values(words):
    return dict(word.partition("=")[::2] for word in words if "=" in word)


def described(desc):
    """label, number -> (type, size in MiB or "fill", UUID or None); primaries from 1, logical ones from 5"""
    text = lines(desc)
    if text[0][0] == "drive":
        label = values(text[0])["table"]
        found = {int(w[1]): values(w) for w in text if w[0] == "partition"}
        return label, {n: (TYPES[label].get(v["type"], v["type"]), v["size"].removesuffix("MiB"), v.get("uuid"))
                       for n, v in found.items()}
    wanted, primary, logical = {}, 1, 5
    for words in text:
        if words[0] == "logical":
            wanted[logical], logical = words[1:3], logical + 1
        else:
            wanted[primary], primary = words[0:2], primary + 1
    return "dos", {n: (TYPES["dos"].get(t, t.replace("type", "")), s, None) for n, (t, s) in wanted.items()}


def differences(disk, desc):
    label, there = partitions(disk)
    described_label, wanted = described(desc)
    end = os.path.getsize(disk)
    if label != described_label:
        yield "the table is %s, not %s" % (label, described_label)
    if sorted(there) != sorted(wanted):
        yield "partitions are %s, not %s" % (sorted(there), sorted(wanted))
        return
    for number, (kind, size, uuid) in wanted.items():
        found, start, length, own = there[number]
        if found != kind and not (kind == "5" and found == "f"):
            yield "partition %d has type %s, not %s" % (number, found, kind)
        if size == "fill" and end - (start + length) > SLACK:
            yield "partition %d ends %d MiB before the disk" % (number, (end - start - length) // MIB)
        if size != "fill" and abs(length - int(size) * MIB) > SLACK:
            yield "partition %d has %d MiB, not %s" % (number, length // MIB, size)
        if uuid and own != uuid:
            yield "partition %d has UUID %s, not %s" % (number, own, uuid)


def mounted(golden):
    volumes = [w for w in lines(os.path.join(golden, "root/desc")) if w[0] == "volume"]
    if volumes:
        rows = [(w[1], values(w)["type"], values(w)["mount"]) for w in volumes if "mount" in values(w)]
    else:
        rows = [(w[0].removeprefix("/dev/"), w[2], w[1]) for w in lines(os.path.join(golden, "etc/fstab")) if w[1].startswith("/")]
    return [(re.fullmatch(r"sda(\d+)", device)[1], *rest) for device, *rest in rows if re.fullmatch(r"sda\d+", device)]


def main(command, *arguments):
    if command == "mounted":
        for row in mounted(*arguments):
            print(" ".join(row))
        return 0
    disk, argument = arguments
    if command == "locate":
        print("%d %d" % partitions(disk)[1][int(argument)][1:3])
        return 0
    found = list(differences(disk, argument))
    for line in found:
        print(line)
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
