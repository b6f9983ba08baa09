package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real Debian 12 whose root lies on a RAID 1 of two disks, in a volume group, or is started by an older boot loader: cloned, and up from its own disks,
 * with an initramfs that finds them. Needs a mirror of Debian.
 */
@Tag("distributions")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayeredRootIT {
    private Path work;
    private Path golden;
    private int wrong;

    @BeforeAll
    void makeDebian() throws IOException, InterruptedException {
        work = Files.createTempDirectory(Path.of("/var/tmp"), "ka-layered");
        golden = work.resolve("golden");
        script("lab/debian.sh", golden.toString(), "--packages", "mdadm,lvm2,libc6-i386");
    }

    @AfterAll
    void remove() throws IOException {
        if (wrong > 0) {
            System.out.println("kept for a look: " + work);
            return;
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "raid1, grub, root=/dev/md0",
        "lvm, grub, root=/dev/mapper/vg0-root home=/dev/mapper/vg0-home",
        "extlinux, extlinux, root=/dev/vda1 home=/dev/vda2",
        "grub-legacy, grub-legacy, root=/dev/vda1 home=/dev/vda2"
    })
    void it_is_cloned_and_comes_up_from_its_own_disks(String layout, String loader, String devices) throws Exception {
        script("lab/layout.sh", golden.toString(), layout);
        Path out = Files.createDirectory(work.resolve(layout));
        wrong++;

        Rehearsal rehearsal = Rehearsal.run(
                out,
                Duration.ofMinutes(45),
                "--golden",
                golden.toString(),
                "--loader",
                loader,
                "--nodes",
                "1",
                "--memory",
                "1024",
                "--disk-sizes",
                "3G",
                "--patience",
                "60",
                "--timeout",
                "2400");

        assertThat(rehearsal.exitCode()).as(rehearsal.output()).isZero();
        assertThat(rehearsal.console("node1").replaceAll("(?s).*CLONE-MARK", ""))
                .contains(devices.split(" "))
                .contains("target=active");
        wrong--;
    }

    private static void script(String name, String... arguments) throws IOException, InterruptedException {
        Process script = new ProcessBuilder(
                        Stream.concat(Stream.of(Rehearsal.script(name).toString()), Stream.of(arguments))
                                .toList())
                .inheritIO()
                .start();
        assertThat(script.waitFor()).as(name).isZero();
    }
}
