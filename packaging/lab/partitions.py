"""Reads the partition table of a raw disk with sfdisk, and what a golden tree says of its own: root/desc in the seed's format or in the fuller one.

usage: partitions.py check DISK DESC DRIVE         prints what differs from the description of DRIVE (sda); exit 1 when anything does
       partitions.py locate DISK DESC DRIVE DEVICE prints the first byte and the size in bytes of sda1, of the half of a RAID 1 (md0) that
                                                   is on this disk, or of a logical volume (vg0/root) that lies there in one piece
       partitions.py mounted GOLDEN                prints device, file system type and mount point of each of these that is mounted
"""
import itertools
import json
import os
import re
import shlex
import struct
import subprocess
import sys

MIB = 1 << 20
TYPES = {
    "dos": {"linux": "83", "swap": "82", "extended": "5", "lvm": "8e", "raid": "fd"},
    "gpt": {"linux": "0fc63daf-8483-4772-8e79-3d69d8477de4", "swap": "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",
            "lvm": "e6d6d379-f507-44c2-a23c-238f2a3df928", "raid": "a19d880f-05fc-4d3b-a006-743f0f84911e",
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


def described(desc, drive):
    """label, number -> (type, size in MiB or "fill", UUID or None); primaries from 1, logical ones from 5"""
    text = lines(desc)
    if text[0][0] == "drive":
        at = next(i for i, words in enumerate(text) if words[:2] == ["drive", drive])
        own = itertools.takewhile(lambda words: words[0] == "partition", text[at + 1:])
        label = values(text[at])["table"]
        found = {int(w[1]): values(w) for w in own}
        return label, {n: (TYPES[label].get(v["type"], v["type"]), v["size"].removesuffix("MiB"), v.get("uuid"))
                       for n, v in found.items()}
    wanted, primary, logical = {}, 1, 5
    for words in text:
        if words[0] == "logical":
            wanted[logical], logical = words[1:3], logical + 1
        else:
            wanted[primary], primary = words[0:2], primary + 1
    return "dos", {n: (TYPES["dos"].get(t, t.replace("type", "")), s, None) for n, (t, s) in wanted.items()}


def differences(disk, desc, drive):
    label, there = partitions(disk)
    described_label, wanted = described(desc, drive)
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
    text = lines(os.path.join(golden, "root/desc"))
    volumes = [w for w in text if w[0] == "volume"]
    layered = {w[1] for w in text if w[0] in ("raid", "lv")}
    if volumes:
        rows = [(w[1], values(w)["type"], values(w)["mount"]) for w in volumes if "mount" in values(w)]
    else:
        rows = [(w[0].removeprefix("/dev/"), w[2], w[1]) for w in lines(os.path.join(golden, "etc/fstab")) if w[1].startswith("/")]
    return [row for row in rows if row[0] in layered or re.fullmatch(r"sda\d+", row[0])]


def number(text, drive, kind, name):
    """The partition of DRIVE that is a member of the array or group NAME."""
    members = next(values(w)["members"] for w in text if w[:2] == [kind, name]).split(",")
    return next(int(m[len(drive):]) for m in members if re.fullmatch(drive + r"\d+", m))


def locate(disk, desc, drive, device):
    there, text = partitions(disk)[1], lines(desc)
    plain = re.fullmatch(drive + r"(\d+)", device)
    if plain:
        return there[int(plain[1])][1:3]
    group, _, volume = device.partition("/")
    _, start, size, _ = there[number(text, drive, "vg" if volume else "raid", group)]
    with open(disk, "rb") as file:
        file.seek(start)
        head = file.read(MIB)
    first, length = logical_volume(head, volume) if volume else raid_data(head)
    return start + first, length


def raid_data(head):
    """md, superblock 1.2: 4 KiB behind the start; data_offset and data_size at 128 and 136, in sectors."""
    magic, = struct.unpack_from("<I", head, 4096)
    assert magic == 0xA92B4EFC, "no member of an array"
    return tuple(512 * n for n in struct.unpack_from("<QQ", head, 4096 + 128))


def logical_volume(head, name):
    """LVM's text, of which the newest copy counts; sizes in sectors."""
    text = head.decode("latin-1")
    newest = max(re.finditer(r"seqno = (\d+)", text), key=lambda m: int(m[1])).start()
    text = text[newest:text.index("\0", newest)]
    extent, begin = (512 * int(re.search(word + r" = (\d+)", text)[1]) for word in ("extent_size", "pe_start"))
    volume = re.search(r"\n%s \{.*?segment_count = 1\n.*?extent_count = (\d+).*?stripes = \[\s*\"pv0\", (\d+)" % name, text, re.S)
    return begin + extent * int(volume[2]), extent * int(volume[1])


def main(command, *arguments):
    if command == "mounted":
        for row in mounted(*arguments):
            print(" ".join(row))
        return 0
    if command == "locate":
        print("%d %d" % locate(*arguments))
        return 0
    found = list(differences(*arguments))
    for line in found:
        print(line)
    return 1 if found else 0


sys.exit(main(*sys.argv[1:]))
