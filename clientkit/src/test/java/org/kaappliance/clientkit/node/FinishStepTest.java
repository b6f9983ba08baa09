package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root, for device files. */
class FinishStepTest {
    @TempDir
    Path dir;

    private Clone clone;

    @BeforeEach
    void takePlan() throws Exception {
        clone = new Clone(Path.of("/"), dir.toString());
        clone.take(Plans.seed(), Plans.seedDisks("vda"));
    }

    @Test
    void an_empty_dev_gets_the_two_devices_that_a_kernel_wants() throws Exception {
        finish(Optional.empty());

        assertThat(Shell.run(dir, "stat -c '%n %t %T %a' dev/*")).isEqualTo("dev/console 5 1 600\ndev/null 1 3 666");
    }

    @Test
    void a_dev_with_content_stays_as_it_is() throws Exception {
        Files.createDirectories(dir.resolve("dev/pts"));

        finish(Optional.empty());

        assertThat(Shell.run(dir, "ls dev")).isEqualTo("pts");
    }

    @Test
    void a_golden_link_is_replaced_and_not_followed_out_of_the_clone() throws Exception {
        Path outside = Files.writeString(dir.resolve("outside"), "stage 1");
        Files.createDirectories(dir.resolve("etc"));
        Files.createSymbolicLink(dir.resolve("etc/fstab"), outside);

        finish(Optional.empty());

        assertThat(outside).hasContent("stage 1");
        assertThat(dir.resolve("etc/fstab")).hasContent(Plans.seed().finish().fstab());
    }

    @Test
    void files_of_another_encoding_keep_their_bytes() throws Exception {
        Files.createDirectories(dir.resolve("etc"));
        Files.writeString(dir.resolve("etc/hostname"), "golden\n");
        byte[] hosts = "127.0.1.1 golden # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(dir.resolve("etc/hosts"), hosts);

        finish(Optional.of("node7"));

        assertThat(dir.resolve("etc/hosts"))
                .hasBinaryContent("127.0.1.1 node7 # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void without_a_name_from_dhcp_the_golden_name_stays() throws Exception {
        Files.createDirectories(dir.resolve("etc"));
        Files.writeString(dir.resolve("etc/hostname"), "golden\n");

        finish(Optional.empty());

        assertThat(dir.resolve("etc/hostname")).hasContent("golden\n");
    }

    private void finish(Optional<String> hostName) throws Exception {
        new FinishStep(new Tools(List.of(), line -> {}), new TestMachine(List.of(), hostName)).run(clone);
    }
}
