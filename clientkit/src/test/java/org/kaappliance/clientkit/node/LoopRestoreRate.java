package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.ContentPlan;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.TarCommand;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.config.ByteSize;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.StreamSink;

/**
 * How fast a node unpacks and reads back, on a disk that is a file in memory: what tar, ext4 and this program need. Needs root and room in
 * {@code /dev/shm} for twice the system. Prints seconds, MB/s of the stream, and CPU seconds per GB of this program alone and of all processors.
 *
 * <pre>java -Xmx256m -cp ... org.kaappliance.clientkit.node.LoopRestoreRate DIRECTORY</pre>
 */
public final class LoopRestoreRate {
    private static final int CHUNK_BYTES = 256 << 10;

    private final Path dir;
    private final Path tar;
    private final Tools tools = new Tools(List.of(), line -> {});

    private LoopRestoreRate(Path dir, Path tar) {
        this.dir = dir;
        this.tar = tar;
    }

    /** @param args a directory, which is packed first, and stands for the golden system */
    public static void main(String[] args) throws Exception {
        Path dir = Files.createTempDirectory(Path.of("/dev/shm"), "rate");
        Path tar = dir.resolve("stream");
        try {
            Process pack = new ProcessBuilder(TarCommand.of(Path.of(args[0]), List.of("/"), List.of(), false))
                    .redirectOutput(tar.toFile())
                    .start();
            if (pack.waitFor() > 1) {
                throw new IOException("tar failed");
            }
            for (int round = 0; round < 2; round++) {
                new LoopRestoreRate(dir, tar).run(Verify.NONE);
                new LoopRestoreRate(dir, tar).run(Verify.FULL);
            }
        } finally {
            Shell.run(Path.of("/"), "rm -rf " + dir);
        }
    }

    private void run(Verify verify) throws Exception {
        long bytes = Files.size(tar);
        ByteSize size = new ByteSize((bytes * 13 / 10 + (200L << 20)) / 512 * 512);
        Shell.run(
                dir,
                "mkdir -p disk; truncate -s " + size.bytes()
                        + " image; printf 'label: dos\\nstart=2048,type=83\\n' | sfdisk -q image");
        String device = Shell.run(dir, "losetup --direct-io=off --partscan --find --show image");
        try {
            Shell.run(
                    dir,
                    "partx --update %1$s; until [ -e %1$sp1 ]; do :; done; mkfs.ext4 -q -F %1$sp1; mount %1$sp1 disk"
                            .formatted(device));
            Clone clone = clone(verify, new NodeDisk(device.substring(5), "virtual", size, 512, NodeDisk.Use.FREE));
            measure("receive, --verify " + verify.text(), bytes, () -> {
                new ReceiveStep(this::session, "j1", tools, line -> {}).run(clone);
                tools.runAll(MountCommands.sync(clone.volumes(), clone.dir()));
            });
            if (verify == Verify.FULL) {
                System.out.printf(
                        "  manifest: %d bytes, %d files%n",
                        Files.size(clone.manifest().orElseThrow().file()),
                        clone.manifest().orElseThrow().entries());
                measure("read back", bytes, () -> new VerifyStep(tools, line -> {}).run(clone));
            }
        } finally {
            Shell.run(dir, "umount disk; losetup --detach " + device + "; rm image");
        }
    }

    private Clone clone(Verify verify, NodeDisk disk) throws Exception {
        ClonePlan seed = Plans.seed();
        Volume root = seed.disks().volumes().get(1);
        Volume only =
                new Volume(new DeviceName("sda1"), FileSystemType.EXT4, root.mountPoint(), root.id(), root.label());
        DrivePlan drive = new DrivePlan("sda", PartitionTable.parseDesc("linux fill"), OptionalInt.empty());
        DiskPlan disks = new DiskPlan(List.of(drive), List.of(), List.of(only));
        Clone clone = new Clone(Path.of("/"), dir.resolve("disk").toString());
        clone.take(
                new ClonePlan(disks, new ContentPlan(List.of(), List.of(), verify), seed.finish(), List.of()),
                Plans.disks(disks, disk));
        return clone;
    }

    /** As the relay hands it over: direct buffers of a block. */
    private ReceiveResult session(String name, StreamSink sink) throws IOException {
        try (FileChannel in = FileChannel.open(tar)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
            while (in.read(chunk.clear()) > 0) {
                sink.write(chunk.flip());
            }
            sink.finish();
            return new ReceiveResult(in.size(), "", Optional.empty());
        }
    }

    private static void measure(String what, long bytes, Work work) throws Exception {
        long start = System.nanoTime();
        long own = ownCpuNanos();
        long all = allCpuNanos();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%-24s %6.2f s %6.0f MB/s, CPU s/GB: this program %.2f, machine %.2f%n",
                what,
                seconds,
                bytes / seconds / 1e6,
                (ownCpuNanos() - own) / (double) bytes,
                (allCpuNanos() - all) / (double) bytes);
    }

    private static long ownCpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** User, nice, system, irq and softirq of {@code /proc/stat}, in hundredths of a second. */
    private static long allCpuNanos() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("/proc/stat"))) {
            String[] f = new String(in.readAllBytes())
                    .lines()
                    .findFirst()
                    .orElseThrow()
                    .split(" +");
            return List.of(1, 2, 3, 6, 7).stream()
                            .mapToLong(i -> Long.parseLong(f[i]))
                            .sum()
                    * 10_000_000;
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }
}
