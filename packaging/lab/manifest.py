"""Prints everything about the files below DIR that a clone must keep, one line a file, in the order of the names' bytes.

usage: manifest.py [--ignore PATH]... DIR

PATH is relative to DIR; it and what is below it are left out, and so is the time of the directory that holds it.
lost+found at the root of a file system is left out too: mkfs makes it. The size of a directory is the file system's own
affair and is not shown. A regular file counts as sparse when less than half of its size is allocated.
ACLs and capabilities are shown as the extended attributes that they are.
"""
import argparse
import hashlib
import os
import stat
import sys

KINDS = {
    stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "link", stat.S_IFIFO: "fifo",
    stat.S_IFCHR: "char", stat.S_IFBLK: "block", stat.S_IFSOCK: "socket",
}


def quote(name):
    """The bytes of a name as printable ASCII without blanks."""
    return "".join(chr(b) if 0x21 <= b <= 0x7E and b != 0x5C else "\\x%02x" % b for b in name)


def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            sha.update(chunk)
    return sha.hexdigest()


def attributes(path):
    names = sorted(os.listxattr(path, follow_symlinks=False))
    return ["%s=0x%s" % (quote(os.fsencode(n)), os.getxattr(path, n, follow_symlinks=False).hex()) for n in names]


def walk(root, ignored):
    """Every path below root, relative, as (bytes, lstat), parents first."""
    pending = [b"."]
    while pending:
        relative = pending.pop()
        path = os.path.join(root, relative)
        status = os.lstat(path)
        yield relative, status
        if stat.S_ISDIR(status.st_mode):
            top = os.path.ismount(path) or relative == b"."
            for name in os.listdir(path):
                child = name if relative == b"." else os.path.join(relative, name)
                if child not in ignored and not (top and name == b"lost+found"):
                    pending.append(child)


def line(root, relative, status, first, touched):
    path = os.path.join(root, relative)
    kind = KINDS[stat.S_IFMT(status.st_mode)]
    time = "-" if relative in touched else "%d.%09d" % divmod(status.st_mtime_ns, 10**9)
    fields = [quote(relative), kind, "%04o" % stat.S_IMODE(status.st_mode),
              "%d:%d" % (status.st_uid, status.st_gid), "mtime=" + time]
    if kind == "file":
        sparse = status.st_blocks * 512 < status.st_size // 2
        fields += ["size=%d" % status.st_size, "sparse" if sparse else "dense", "sha256=" + digest(path)]
    if kind == "link":
        fields.append("target=" + quote(os.readlink(path)))
    if kind in ("char", "block"):
        fields.append("device=%d:%d" % (os.major(status.st_rdev), os.minor(status.st_rdev)))
    if kind != "dir" and status.st_nlink > 1:
        fields.append("links=%d:%s" % (status.st_nlink, quote(first)))
    return " ".join(fields + attributes(path))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ignore", action="append", default=[])
    parser.add_argument("dir")
    options = parser.parse_args()
    root = os.fsencode(options.dir)
    ignored = {os.fsencode(os.path.normpath(p.lstrip("/"))) for p in options.ignore}
    touched = {os.path.dirname(p) or b"." for p in ignored}
    entries = sorted(walk(root, ignored))
    first = {}
    for relative, status in entries:
        first.setdefault((status.st_dev, status.st_ino), relative)
    for relative, status in entries:
        print(line(root, relative, status, first[(status.st_dev, status.st_ino)], touched))


sys.exit(main())
