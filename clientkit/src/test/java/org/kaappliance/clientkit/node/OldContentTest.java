package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.ByteSize;

class OldContentTest {
    @TempDir
    Path sys;

    private final NodeDisk disk = disk("sda");

    @Test
    void a_fresh_disk_has_nothing_to_let_go_of() throws Exception {
        Files.createDirectories(sys.resolve("block/sda/holders"));

        assertThat(old().partitions(disk)).isEmpty();
        assertThat(old().release(disk)).isEmpty();
    }

    @Test
    void what_stands_on_others_is_stopped_first() throws Exception {
        partition("sda", "sda1");
        partition("sda", "sda2");
        held("block/sda/sda1", "md127");
        held("block/sda/sda2", "md127");
        held("block/md127", "dm-0");
        held("block/md127", "dm-1");
        held("block/dm-1", "dm-2");
        mapping("dm-0", "vg0-swap", "LVM-x");
        mapping("dm-1", "my--vg-the--home", "LVM-y");
        mapping("dm-2", "crypt home", "CRYPT-LUKS2-z");

        assertThat(old().partitions(disk)).containsExactly("/dev/sda1", "/dev/sda2");
        assertThat(old().release(disk))
                .containsExactly(
                        List.of("dmsetup", "remove", "--noudevsync", "vg0-swap"),
                        List.of("rm", "-f", "/dev/vg0/swap"),
                        List.of("sh", "-c", "rmdir \"$0\" 2>/dev/null || true", "/dev/vg0"),
                        List.of("dmsetup", "remove", "--noudevsync", "crypt home"),
                        List.of("dmsetup", "remove", "--noudevsync", "my--vg-the--home"),
                        List.of("rm", "-f", "/dev/my-vg/the-home"),
                        List.of("sh", "-c", "rmdir \"$0\" 2>/dev/null || true", "/dev/my-vg"),
                        List.of("mdadm", "--stop", "/dev/md127"));
    }

    @Test
    void an_array_that_is_partitioned_itself_is_stopped_after_what_holds_its_partitions() throws Exception {
        held("block/sda", "md0");
        partition("md0", "md0p1");
        held("block/md0/md0p1", "dm-0");
        mapping("dm-0", "vg1-root", "CRYPT-x");

        assertThat(old().release(disk))
                .extracting(command -> command.get(command.size() - 1))
                .containsExactly("vg1-root", "/dev/md0");
    }

    @Test
    void partitions_of_a_disk_in_a_folder_of_its_own_are_found() throws Exception {
        partition("cciss!c0d0", "cciss!c0d0p1");

        assertThat(old().partitions(disk("cciss/c0d0"))).containsExactly("/dev/cciss/c0d0p1");
    }

    private OldContent old() {
        return new OldContent(sys);
    }

    private void partition(String block, String name) throws Exception {
        Path folder =
                Files.createDirectories(sys.resolve("block").resolve(block).resolve(name));
        Files.writeString(folder.resolve("partition"), "1\n");
    }

    private void held(String device, String holder) throws Exception {
        Path holders = Files.createDirectories(sys.resolve(device).resolve("holders"));
        Files.createDirectories(holders.resolve(holder));
        Files.createDirectories(sys.resolve("block").resolve(holder));
    }

    private void mapping(String device, String name, String uuid) throws Exception {
        Path folder =
                Files.createDirectories(sys.resolve("block").resolve(device).resolve("dm"));
        Files.writeString(folder.resolve("name"), name + "\n");
        Files.writeString(folder.resolve("uuid"), uuid + "\n");
    }

    private static NodeDisk disk(String name) {
        return new NodeDisk(name, "pci0", ByteSize.ofMebibytes(10), 512, NodeDisk.Use.FREE);
    }
}
