package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.FileSystemType;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.config.ByteSize;

/** A disk that loses what it was given: a loop device whose file has no room. Needs root. */
class LostWritesTest {
    private static final ByteSize SIZE = ByteSize.ofMebibytes(200);

    @TempDir
    Path dir;

    private final Tools tools = new Tools(List.of(), line -> {});
    private TargetDisks disks;
    private String device = "";

    @BeforeEach
    void mountBrokenDisk() throws Exception {
        Shell.run(
                dir,
                "mkdir small clone; mount -t tmpfs -o size=24M small small; truncate -s 200M small/disk; echo ',,83' | sfdisk -q small/disk");
        device = Shell.run(dir, "losetup --partscan --find --show small/disk");
        NodeDisk disk = new NodeDisk(device.substring("/dev/".length()), "virtual", SIZE, 512, NodeDisk.Use.FREE);
        PartitionTable text = PartitionTable.parseDesc("linux fill");
        Volume root = Plans.seed().disks().volumes().get(1);
        Volume only =
                new Volume(new DeviceName("sda1"), FileSystemType.EXT4, root.mountPoint(), root.id(), root.label());
        DrivePlan drive = new DrivePlan("sda", text, OptionalInt.empty());
        disks = Plans.disks(new DiskPlan(List.of(drive), List.of(), List.of(only)), disk);
        Shell.run(
                dir,
                "partx --update %1$s; until [ -e %1$sp1 ]; do :; done; mkfs.ext4 -q -F %1$sp1; mount %1$sp1 clone"
                        .formatted(device));
    }

    @AfterEach
    void detach() throws Exception {
        Shell.run(dir, "umount clone 2>/dev/null || true; losetup --detach '" + device + "' || true; umount small");
    }

    @Test
    void a_disk_that_loses_writes_is_noticed_before_the_unmounting() throws Exception {
        Shell.run(dir, "head -c 60M /dev/urandom > clone/file; sync");

        assertThatThrownBy(() -> tools.runAll(
                        MountCommands.sync(disks.volumes(), dir.resolve("clone").toString())))
                // which of the two the kernel says depends on whether part of a write still had room
                .hasMessageMatching("(?s).*(Input/output error|No space left on device).*");
    }

    @Test
    void a_disk_that_loses_what_the_unmounting_writes_is_noticed_at_last() throws Exception {
        Shell.run(dir, "head -c 60M /dev/urandom > clone/file; umount clone");

        assertThatThrownBy(() -> tools.runAll(MountCommands.flush(disks))).hasMessageContaining("Input/output error");
        assertThat(device).startsWith("/dev/loop");
    }
}
