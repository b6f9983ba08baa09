package org.kaappliance.clientkit.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.clientkit.golden.BootDisks;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.image.ImageSink;
import org.kaappliance.clientkit.proof.Manifest;
import org.kaappliance.clientkit.system.SystemTree;

/**
 * This machine's clone in the making, as the steps hand it on. On the thread of the sequence only.
 */
final class Clone {
    private final Path toolRoot;
    private final String dir;
    private ClonePlan plan;
    private TargetDisks disks;
    private final List<ImageSink> images = new ArrayList<>();
    private Optional<Manifest> manifest = Optional.empty();
    private Optional<String> verified = Optional.empty();

    /**
     * @param toolRoot the root directory of the tools as this program sees it: {@code /tmp/stage2}
     * @param dir where the clone is mounted, as the tools see it: {@code /mnt/disk}
     */
    Clone(Path toolRoot, String dir) {
        this.toolRoot = toolRoot;
        this.dir = dir;
    }

    void take(ClonePlan accepted, TargetDisks mapped) {
        plan = accepted;
        disks = mapped;
    }

    void keep(Manifest received) {
        manifest = Optional.of(received);
    }

    /** What the stream said, when it is to be compared with the disk. */
    Optional<Manifest> manifest() {
        return manifest;
    }

    void keep(ImageSink received) {
        images.add(received);
    }

    /** The partitions that were copied as blocks and are to be read back. */
    List<ImageSink> images() {
        return List.copyOf(images);
    }

    /** Notes the time by a file. @param mark relative to the root of the tools */
    void verifiedAt(String mark) {
        verified = Optional.of(mark);
    }

    /** The file, relative to the root of the tools, that is as old as the comparison; empty when there was none. */
    Optional<String> verified() {
        return verified;
    }

    Path toolRoot() {
        return toolRoot;
    }

    String dir() {
        return dir;
    }

    /** A path of the clone, as this program sees it. */
    Path file(String path) {
        return toolRoot.resolve((dir + path).substring(1));
    }

    ClonePlan plan() {
        if (plan == null) {
            throw new IllegalStateException("no plan was accepted yet");
        }
        return plan;
    }

    TargetDisks disks() {
        if (disks == null) {
            throw new IllegalStateException("no plan was accepted yet");
        }
        return disks;
    }

    List<TargetDrive> drives() {
        return disks().drives();
    }

    /** Where {@code /} goes. */
    TargetVolume root() {
        return mounted("/");
    }

    /** Where {@code /boot} goes: a file system of its own, or {@code /}. */
    TargetVolume boot() {
        return separateBoot() ? mounted("/boot") : root();
    }

    boolean separateBoot() {
        return volumes().stream().anyMatch(v -> v.mountedAt("/boot"));
    }

    /** The disks that the boot loader goes to: all that hold {@code /boot}. */
    List<NodeDisk> bootDisks() {
        Set<String> boot = BootDisks.ofBoot(disks().plan());
        return drives().stream()
                .filter(drive -> boot.contains(drive.plan().drive()))
                .map(TargetDrive::disk)
                .toList();
    }

    /** The files of the clone. */
    SystemTree tree() {
        return new SystemTree(file(""));
    }

    List<TargetVolume> volumes() {
        return disks().volumes();
    }

    private TargetVolume mounted(String mountPoint) {
        return volumes().stream()
                .filter(v -> v.mountedAt(mountPoint))
                .findFirst()
                .orElseThrow();
    }
}
