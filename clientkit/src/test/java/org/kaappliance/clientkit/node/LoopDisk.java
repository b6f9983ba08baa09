package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Path;
import org.kaappliance.clientkit.node.NodeDisk.Use;
import org.kaappliance.config.ByteSize;

/** A disk image behind a loop device. */
final class LoopDisk {
    private final Path dir;
    private final String device;
    private final ByteSize size;
    private final int sectorBytes;

    LoopDisk(Path dir, ByteSize size) throws IOException, InterruptedException {
        this(dir, size, 512);
    }

    LoopDisk(Path dir, ByteSize size, int sectorBytes) throws IOException, InterruptedException {
        this.dir = dir;
        this.size = size;
        this.sectorBytes = sectorBytes;
        this.device = Shell.run(
                dir,
                "truncate -s " + size.bytes() + " disk.img; losetup --partscan --sector-size " + sectorBytes
                        + " --find --show disk.img");
    }

    String device() {
        return device;
    }

    NodeDisk disk() {
        return new NodeDisk(device.substring("/dev/".length()), "virtual/block", size, sectorBytes, Use.FREE);
    }

    void detach() throws IOException, InterruptedException {
        Shell.run(dir, "partx --delete " + device + " 2>/dev/null || true; losetup --detach " + device);
    }
}
