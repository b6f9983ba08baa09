package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kit from this host boots in a virtual machine without KVM; its network is QEMU's own, inside the process. */
@Timeout(300) // builds a kit
class BootTest {
    private static final long DEADLINE_SECONDS = 150;

    private static final String MACHINE = "qemu-system-x86_64 -accel tcg -machine pc,graphics=off -m 768 -smp 1"
            + " -nodefaults -display none -no-reboot -serial stdio -netdev user,id=n0,restrict=on"
            + " -device virtio-net-pci,netdev=n0,mac=52:54:00:77:00:01,romfile=";

    @TempDir
    private Path folder;

    @Test
    void the_kit_boots_gets_an_address_starts_java_and_its_tools_make_a_disk_bootable() throws Exception {
        KitSpec spec = BuiltKit.spec();
        KitBuilder.build(spec, line -> {});
        Path disk = folder.resolve("disk.img");
        try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        Path initrd = BuiltKit.stage1WithStage2(spec.outDir(), folder.resolve("initrd.img"));
        Path console = Path.of("target", "kit-test", "console.txt"); // kept, for whoever asks why or how fast

        boot(spec.outDir().resolve("vmlinuz"), initrd, disk, console);

        List<String> lines = BuiltKit.lines(console);
        assertThat(lines).anyMatch(line -> line.matches("KA [\\d.]+ stage 1 up kernel=\\S+ mem=7\\d\\dMiB"));
        assertThat(lines)
                .anyMatch(line -> line.matches("KA [\\d.]+ network eth0 52:54:00:77:00:01 10\\.0\\.2\\.15/24"));
        assertThat(lines).anyMatch(line -> line.matches("KA [\\d.]+ disks vda=1024MiB"));
        assertThat(lines).anyMatch(line -> line.matches("KA [\\d.]+ starting node program"));
        assertThat(lines).anyMatch(line -> line.startsWith("FACT JAVA " + System.getProperty("java.version")));
        assertThat(lines).contains("FACT ENCODING UTF-8", "FACT ADDRESS localhost/127.0.0.1");
        assertThat(lines.stream().filter(line -> line.startsWith("FACT RAN")))
                .hasSize(16)
                .allMatch(line -> line.endsWith(" -> 0"));
        assertThat(lines).anyMatch(line -> line.matches("KA [\\d.]+ node program ended with code 7: restart in 10 s"));
        assertThat(bootSector(disk)).as("GRUB in the boot sector").contains("GRUB");
    }

    private void boot(Path kernel, Path initrd, Path disk, Path console) throws Exception {
        List<String> command = new ArrayList<>(List.of(MACHINE.split(" ")));
        command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initrd.toString()));
        command.addAll(List.of("-append", "console=ttyS0 quiet kamethod BOOTIF=01-52-54-00-77-00-01"));
        command.addAll(List.of("-drive", "if=virtio,format=raw,cache=unsafe,file=" + disk));
        Process qemu = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        try {
            assertThat(qemu.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .as("restarted by itself; console:%n%s", Files.readString(console))
                    .isTrue();
        } finally {
            qemu.destroyForcibly().waitFor();
        }
    }

    private static String bootSector(Path disk) throws Exception {
        try (var in = Files.newInputStream(disk)) {
            return new String(in.readNBytes(512), StandardCharsets.ISO_8859_1);
        }
    }
}
