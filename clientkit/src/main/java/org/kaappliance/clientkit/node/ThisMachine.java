package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.clientkit.node.NodeDisk.Use;
import org.kaappliance.config.ByteSize;

/** The machine by {@code /sys} and {@code /proc}. */
final class ThisMachine implements Machine {
    private static final long SYS_SECTOR_BYTES = 512;
    /** What a machine without a name is called; the last by the init of stage 1. */
    private static final Set<String> NO_NAMES = Set.of("", "(none)", "localhost", "ka-node");

    private final Tools stage1;
    private final Path root;

    /** @param stage1 runs busybox */
    ThisMachine(Tools stage1) {
        this(stage1, Path.of("/"));
    }

    /** @param root where {@code sys}, {@code proc} and {@code dev} are */
    ThisMachine(Tools stage1, Path root) {
        this.stage1 = stage1;
        this.root = root;
    }

    @Override
    public List<NodeDisk> disks() throws IOException {
        String mounts = Files.readString(root.resolve("proc/mounts"));
        List<NodeDisk> disks = new ArrayList<>();
        try (DirectoryStream<Path> blocks = Files.newDirectoryStream(root.resolve("sys/block"))) {
            for (Path block : blocks) {
                String name = deviceName(block);
                if (!name.matches("(loop|ram|zram|sr|fd|dm-|md|nbd).*|mmcblk\\d+(boot|rpmb).*")
                        && size(block) > 0
                        && reachable(name, block)) {
                    disks.add(disk(name, block, mounts));
                }
            }
        }
        return disks;
    }

    @Override
    public boolean startedByUefi() {
        return Files.exists(root.resolve("sys/firmware/efi"));
    }

    @Override
    public Optional<String> hostName() throws IOException {
        String name = read(root.resolve("proc/sys/kernel/hostname"));
        return NO_NAMES.contains(name) ? Optional.empty() : Optional.of(name);
    }

    @Override
    public double uptimeSeconds() {
        try {
            return Double.parseDouble(read(root.resolve("proc/uptime")).split(" ")[0]);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void reboot() throws IOException, InterruptedException {
        stage1.runAll(List.of(List.of("busybox", "sync"), List.of("busybox", "reboot", "-f")));
    }

    /** False for the single paths of a multipath NVMe disk, which have sizes and no device files. */
    private boolean reachable(String name, Path block) throws IOException {
        Path hidden = block.resolve("hidden");
        return !(Files.exists(hidden) && number(hidden) != 0)
                && Files.exists(root.resolve("dev").resolve(name));
    }

    private NodeDisk disk(String name, Path block, String mounts) throws IOException {
        String connection =
                root.resolve("sys").toRealPath().relativize(block.toRealPath()).toString();
        int sectorBytes = (int) number(block.resolve("queue/logical_block_size"));
        return new NodeDisk(
                name,
                connection.replaceFirst("^devices/", ""),
                new ByteSize(size(block) * SYS_SECTOR_BYTES),
                sectorBytes,
                use(name, block, connection, mounts),
                DiskIdentity.read(block));
    }

    /** A device in a folder of its own ({@code /dev/cciss/c0d0}) has a {@code !} in sysfs, which knows no slashes. */
    private static String deviceName(Path block) {
        return block.getFileName().toString().replace('!', '/');
    }

    private static Use use(String name, Path block, String connection, String mounts) throws IOException {
        if (number(block.resolve("removable")) != 0) {
            return Use.REMOVABLE;
        }
        if (connection.contains("/usb")) {
            return Use.USB;
        }
        if (number(block.resolve("ro")) != 0) {
            return Use.READ_ONLY;
        }
        return mounted(name, mounts) ? Use.MOUNTED : Use.FREE;
    }

    static boolean mounted(String disk, String mounts) {
        return mounts.lines().anyMatch(line -> line.matches("/dev/" + disk + "p?\\d* .*"));
    }

    private static long size(Path block) throws IOException {
        return number(block.resolve("size"));
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(read(file));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).trim();
    }
}
