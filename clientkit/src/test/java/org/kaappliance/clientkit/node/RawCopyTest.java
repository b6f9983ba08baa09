package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.image.ImageSink;
import org.kaappliance.clientkit.image.ImageSource;

/** Partitions copied as blocks, onto a disk that was full of something else. Needs root, partclone and ntfs-3g. */
class RawCopyTest {
    private static final int SIZE = 48 << 20;

    @TempDir
    Path dir;

    private final Tools tools = new Tools(List.of(), line -> {});
    private String device = "";

    @AfterEach
    void detach() throws Exception {
        Shell.run(
                dir, "! mountpoint -q mnt || umount mnt; [ -z '" + device + "' ] || losetup --detach '" + device + "'");
    }

    @Test
    void an_ntfs_arrives_with_its_used_blocks_and_its_second_boot_sector() throws Exception {
        Shell.run(
                dir,
                "truncate -s " + SIZE
                        + " golden; mkntfs -Q -F -q golden; head -c 5000000 /dev/urandom > data; ntfscp -q golden data data");

        ImageSink copy = copy("golden", SIZE);
        flushAndVerify(copy);

        assertThat(copy.writtenBytes()).isBetween(5_000_000L, 15_000_000L);
        assertThat(Shell.run(
                        dir,
                        "ntfscat " + device + " data | cmp - data && ntfsfix -n " + device
                                + " >/dev/null && echo same"))
                .isEqualTo("same");
        assertThat(Shell.run(dir, "tail -c 512 golden | cmp - <(tail -c 512 target) && echo same"))
                .isEqualTo("same");
    }

    @Test
    void an_ext4_arrives_clean_on_a_larger_partition() throws Exception {
        golden();

        flushAndVerify(copy("golden", SIZE + (8 << 20)));

        assertThat(Shell.run(
                        dir,
                        "e2fsck -fn %s >/dev/null 2>&1; mkdir -p mnt; mount -o ro %1$s mnt; cmp mnt/data data && echo same"
                                .formatted(device)))
                .isEqualTo("same");
    }

    @Test
    void what_nobody_knows_is_copied_whole_with_its_zeros_written() throws Exception {
        Shell.run(
                dir,
                "truncate -s " + SIZE
                        + " golden; echo start | dd of=golden bs=1 seek=9000000 conv=notrunc status=none");

        flushAndVerify(copy("golden", SIZE));

        assertThat(Shell.run(dir, "cmp golden target && echo same")).isEqualTo("same");
    }

    @Test
    void one_wrong_byte_on_the_disk_is_found() throws Exception {
        golden();
        ImageSink copy = copy("golden", SIZE);
        Shell.run(
                dir,
                "grep -abo -m1 needle target | head -n 1 | cut -d: -f1 > at; "
                        + "printf X | dd of=target bs=1 seek=$(cat at) conv=notrunc status=none");

        assertThatThrownBy(() -> flushAndVerify(copy))
                .hasMessageMatching(
                        "/dev/loop\\d+ does not hold what was received: 1 of \\d+ groups of pieces are wrong, .*");
    }

    @Test
    void a_partition_that_is_too_small_is_refused_before_the_first_write() throws Exception {
        golden();

        assertThatThrownBy(() -> copy("golden", SIZE - 4096))
                .hasMessageContaining(" has " + (SIZE - 4096) + " bytes, the golden partition has " + SIZE);
        assertThat(Shell.run(dir, "cmp target before && echo same")).isEqualTo("same");
    }

    private void golden() throws Exception {
        Shell.run(
                dir,
                "truncate -s " + SIZE + " golden; mkdir tree; head -c 3000000 /dev/urandom > data;"
                        + " echo needle-in-the-hay >> data; cp data tree/data; mkfs.ext4 -q -F -d tree golden");
    }

    private ImageSink copy(String golden, int targetBytes) throws Exception {
        Shell.run(dir, "head -c " + targetBytes + " /dev/zero | tr '\\0' '\\377' > target; cp target before");
        device = Shell.run(dir, "losetup --find --show target");
        ImageSink sink = new ImageSink(Path.of(device));
        try (InputStream in = new ImageSource(dir.resolve(golden)).open()) {
            byte[] buffer = new byte[10_007];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sink.write(ByteBuffer.wrap(buffer, 0, n));
            }
            sink.finish();
        } catch (Exception e) {
            sink.abort(e.getMessage());
            throw e;
        }
        return sink;
    }

    private void flushAndVerify(ImageSink copy) throws Exception {
        tools.run(List.of("blockdev", "--flushbufs", device));
        copy.verify(bytes -> {});
    }
}
