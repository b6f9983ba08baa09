package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.node.LayeredPlan;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.StreamSink;

/**
 * RAID, LVM and all file systems on disks of four kinds, one of them with sectors of 4096 bytes, in a virtual machine that runs the kit's kernel and tools:
 * what the steps make is there again, with its content, after a restart. Profile {@code storage}.
 */
@Timeout(2000) // some four minutes on an idle machine
class StorageIT {
    private static final long DEADLINE_SECONDS = 900;

    private static final String MACHINE =
            "qemu-system-x86_64 -accel tcg -machine pc,graphics=off -cpu max -m 768 -smp 1"
                    + " -nodefaults -display none -no-reboot -serial stdio -netdev user,id=n0,restrict=on"
                    + " -device virtio-net-pci,netdev=n0,mac=52:54:00:77:00:01,romfile="
                    + " -device ahci,id=ahci -device ide-hd,drive=d0,bus=ahci.0,serial=SATA-1"
                    + " -device virtio-blk-pci,drive=d1,serial=VIRTIO-1 -device virtio-blk-pci,drive=d2,serial=VIRTIO-2"
                    + " -device nvme,drive=d3,serial=NVME-1,logical_block_size=4096,physical_block_size=4096";

    @TempDir
    private Path folder;

    private final List<Path> disks = new ArrayList<>();
    private KitSpec spec;
    private Path initrd;

    @BeforeEach
    void makeMachine() throws Exception {
        spec = BuiltKit.spec();
        KitBuilder.build(spec, line -> {});
        initrd = guestInitrd();
        for (int i = 0; i < 4; i++) {
            Path disk = folder.resolve("disk" + i);
            try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
                file.setLength(2L << 30);
            }
            disks.add(disk);
        }
    }

    @Test
    void arrays_groups_and_file_systems_are_there_again_after_a_restart() throws Exception {
        List<String> written = boot("write");

        assertThat(written).contains("FACT OK").noneMatch(line -> line.startsWith("FACT FAILED"));
        assertThat(written)
                .contains(
                        "FACT DISK sda sda 512 SATA-1",
                        "FACT DISK sdb vda 512 VIRTIO-1",
                        "FACT DISK sdc vdb 512 VIRTIO-2",
                        "FACT DISK sdd nvme0n1 4096 NVME-1");
        List<String> manifests = manifests(written);
        assertThat(manifests).hasSize(LayeredPlan.plan().mountPoints().size());
        assertThat(manifests).allMatch(line -> line.matches("FACT MANIFEST \\S+ 2\\d [0-9a-f]{64}"));

        List<String> found = boot("check");

        assertThat(found).contains("FACT OK").noneMatch(line -> line.startsWith("FACT FAILED"));
        assertThat(found).noneMatch(line -> line.startsWith("FACT WRONG"));
        assertThat(found.stream().filter(line -> line.startsWith("FACT ID ")))
                .hasSize(LayeredPlan.plan().volumes().size());
        assertThat(found).anyMatch(line -> line.matches("FACT MD md5 : active .*raid5 .*"));
        assertThat(manifests(found)).isEqualTo(manifests);
    }

    private static List<String> manifests(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("FACT MANIFEST")).toList();
    }

    private List<String> boot(String what) throws Exception {
        Path console =
                Path.of("target", "kit-test", "storage-" + what + ".txt"); // kept, for whoever asks why or how fast
        List<String> command = new ArrayList<>(List.of(MACHINE.split(" ")));
        command.addAll(List.of(
                "-kernel",
                spec.outDir().resolve("vmlinuz").toString(),
                "-initrd",
                initrd.toString(),
                "-append",
                "console=ttyS0 quiet kamethod BOOTIF=01-52-54-00-77-00-01 storage=" + what));
        for (int i = 0; i < disks.size(); i++) {
            command.addAll(List.of("-drive", "if=none,id=d" + i + ",format=raw,cache=unsafe,file=" + disks.get(i)));
        }
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
        return BuiltKit.lines(console);
    }

    /** Stage 1 with stage 2 in it, and a node program that only starts the guest's; the last archive's files stand. */
    private Path guestInitrd() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Path source = folder.resolve("NodeMain.java");
        Files.writeString(source, """
                package org.kaappliance.clientkit.node;
                public final class NodeMain {
                    public static void main(String[] args) throws Exception { StorageGuest.main(args); }
                }
                """);
        BuiltKit.compile(source, classes);
        FileTree tree =
                new FileTree().file("stage2.tar", FileTree.PLAIN, spec.outDir().resolve("stage2.tar"));
        List<String> names = new ArrayList<>();
        for (Class<?> one : List.of(LayeredPlan.class, ClonePlan.class, StreamSink.class, MacAddress.class)) {
            Path code = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            String name = "part" + names.size() + ".jar";
            Path jar = Files.isDirectory(code) ? BuiltKit.jar(code, folder.resolve(name)) : code;
            tree.file("opt/ka/" + name, FileTree.PLAIN, jar);
            names.add(name);
        }
        Path manifest = Files.createDirectory(classes.resolve("META-INF")).resolve("MANIFEST.MF");
        Files.writeString(manifest, "Manifest-Version: 1.0\nClass-Path: " + String.join(" ", names) + "\n");
        tree.file("opt/ka/ka-node.jar", FileTree.PLAIN, BuiltKit.jar(classes, folder.resolve("ka-node.jar")));
        return BuiltKit.stage1With(spec.outDir(), tree, folder.resolve("initrd.img"));
    }
}
