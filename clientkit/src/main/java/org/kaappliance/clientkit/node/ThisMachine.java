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
    private static final Path BLOCK = Path.of("/sys/block");
    private static final long SYS_SECTOR_BYTES = 512;
    /** What a machine without a name is called; the last by the init of stage 1. */
    private static final Set<String> NO_NAMES = Set.of("", "(none)", "localhost", "ka-node");

    private final Tools stage1;

    /** @param stage1 runs busybox */
    ThisMachine(Tools stage1) {
        this.stage1 = stage1;
    }

    @Override
    public List<NodeDisk> disks() throws IOException {
        String mounts = Files.readString(Path.of("/proc/mounts"));
        List<NodeDisk> disks = new ArrayList<>();
        try (DirectoryStream<Path> blocks = Files.newDirectoryStream(BLOCK)) {
            for (Path block : blocks) {
                String name = block.getFileName().toString();
                if (!name.matches("(loop|ram|zram|sr|fd|dm-|md|nbd).*|mmcblk\\d+(boot|rpmb).*") && size(block) > 0) {
                    disks.add(disk(name, block, mounts));
                }
            }
        }
        return disks;
    }

    @Override
    public Optional<String> hostName() throws IOException {
        String name = read(Path.of("/proc/sys/kernel/hostname"));
        return NO_NAMES.contains(name) ? Optional.empty() : Optional.of(name);
    }

    @Override
    public double uptimeSeconds() {
        try {
            return Double.parseDouble(read(Path.of("/proc/uptime")).split(" ")[0]);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void reboot() throws IOException, InterruptedException {
        stage1.runAll(List.of(List.of("busybox", "sync"), List.of("busybox", "reboot", "-f")));
    }

    private static NodeDisk disk(String name, Path block, String mounts) throws IOException {
        Use use = number(block.resolve("removable")) != 0
                ? Use.REMOVABLE
                : number(block.resolve("ro")) != 0 ? Use.READ_ONLY : mounted(name, mounts) ? Use.MOUNTED : Use.FREE;
        int sectorBytes = (int) number(block.resolve("queue/logical_block_size"));
        return new NodeDisk(name, new ByteSize(size(block) * SYS_SECTOR_BYTES), sectorBytes, use);
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
