"""The node's disk for bench.py: a loop device over a file, with one partition."""
import os
import subprocess
import tempfile
import time

MEBIBYTE = 1 << 20


def run(*command, **more):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **more).stdout.strip()


def direct_io(directory):
    """A file system in memory has none, and needs none."""
    return "off" if run("stat", "--file-system", "--format=%T", directory) == "tmpfs" else "on"


class Disk:
    """Large enough for a stream of so many bytes. The partition is not mounted; the mount point is an empty directory."""

    def __init__(self, directory, stream_bytes):
        self.work = tempfile.TemporaryDirectory(dir=directory, prefix="ka-kit-bench")
        self.mount_point = os.path.join(self.work.name, "mnt")
        self.image = os.path.join(self.work.name, "image")
        os.mkdir(self.mount_point)
        size = (int(stream_bytes * 1.3) // MEBIBYTE + 300) * MEBIBYTE
        with open(self.image, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)  # blocks that are only found while written are no disk's
        run("sfdisk", "--quiet", self.image, input="label: dos\nstart=2048,type=83\n")
        self.device = run("losetup", "--partscan", "--find", "--show", "--direct-io=" + direct_io(directory), self.image)

    def __enter__(self):
        subprocess.run(["partx", "--update", self.device], check=False)
        limit = time.monotonic() + 10
        while not os.path.exists(self.device + "p1"):
            if time.monotonic() > limit:
                self.__exit__()
                raise RuntimeError(self.device + "p1 did not appear")
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.mount_point], check=False, stderr=subprocess.DEVNULL)
        run("losetup", "--detach", self.device)
        self.work.cleanup()
