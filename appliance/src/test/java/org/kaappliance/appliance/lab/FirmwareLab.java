package org.kaappliance.appliance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.DiskState;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/**
 * One machine of {@code packaging/lab} with a disk that says who it is, and the real jar. The machine is to be cloned, together with another one that is never switched on:
 * so it comes as far as waiting, and nothing is written.
 */
final class FirmwareLab {
    static final String MAC = "52:54:00:77:00:01";
    static final String MARKER = "THIS IS THE MACHINE'S OWN DISK";
    private static final Duration START = Duration.ofSeconds(180);
    private static final Path KIT =
            Path.of("..", "target", "kit", "files").toAbsolutePath().normalize();

    private final Path dir;
    private final Path config;
    private final Map<String, String> environment;
    private final List<Process> started = new ArrayList<>();
    private LineWatch appliance;
    private LineWatch clone;
    private LineWatch console;

    /**
     * @param firmware as {@code LAB_FIRMWARE} has it
     * @param disk as {@code packaging/lab/disk.sh} has it
     * @param settings lines for the appliance
     * @param files what is served below {@code tftp.root}, by name
     */
    FirmwareLab(Path dir, String firmware, String disk, String settings, Map<String, Path> files)
            throws IOException, InterruptedException {
        this.dir = dir;
        environment = Map.of(
                "KA_LAB",
                "kafw" + ProcessHandle.current().pid(),
                "KA_LAB_DIR",
                dir.toString(),
                "LAB_FIRMWARE",
                firmware);
        copy(files);
        config = Files.writeString(dir.resolve("ka.conf"), """
                interface = br0
                state.directory = "%1$s/state"
                control.socket = "%1$s/ka.sock"
                kit.directory = "%2$s"
                tftp.root = "%1$s/root"
                # an emulated clock may miss its ticks while the kernel tries it
                menu.kernel-arguments = "console=ttyS0,115200 quiet no_timer_check"
                machines = [ { mac = "%3$s", name = node1 }, { mac = "52:54:00:77:00:02", name = absent } ]
                %4$s
                """.formatted(dir, KIT, MAC, settings));
        golden();
        run(List.of(Rehearsal.script("lab/disk.sh").toString(), disk, disk().toString(), MARKER));
        Files.copy(disk(), dir.resolve("before.raw"));
        lab("up", "1");
    }

    private void copy(Map<String, Path> files) throws IOException {
        Path root = Files.createDirectories(dir.resolve("root"));
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path copy = root.resolve(file.getKey());
            Files.createDirectories(copy.getParent());
            Files.copy(file.getValue(), copy);
        }
    }

    /** Enough of a system to be planned; it is never sent. */
    private void golden() throws IOException {
        Path golden = dir.resolve("golden");
        Files.createDirectories(golden.resolve("etc"));
        Files.writeString(golden.resolve("etc/fstab"), "/dev/sda1 / ext4 defaults 0 1\n");
        Files.writeString(golden.resolve("desc"), "linux fill\n");
    }

    /** Builds stage 1 where it is not there yet. */
    static void buildKit(Path dir) throws IOException, InterruptedException {
        Path config = Files.writeString(dir.resolve("kit.conf"), "kit.directory = \"" + KIT + "\"\n");
        List<String> command = new ArrayList<>(Namespace.java());
        command.addAll(List.of("kit", "build", "--config", config.toString()));
        run(command, Map.of(), dir.resolve("kit.log"), 300);
    }

    /** A GRUB that is loaded over HTTP and fetches over HTTP. */
    static void buildHttpGrub(Path image, Path dir) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("grub-mkimage", "-O", "x86_64-efi", "-p", "/grub", "-o", image.toString()));
        command.addAll(List.of("efinet", "http", "normal", "configfile", "linux", "chain", "search"));
        command.addAll(List.of("search_fs_file", "part_gpt", "fat", "test", "echo", "sleep", "reboot"));
        run(command, Map.of(), dir.resolve("grub.log"), 60);
    }

    void startAppliance() throws IOException, InterruptedException {
        rememberClone();
        appliance = watch("the appliance", jar("--config", config.toString()));
        appliance.await("no other DHCP server answers", START);
    }

    /** The machine's disk is one that an earlier clone has written, as far as the appliance knows: iPXE on UEFI starts no other. */
    private void rememberClone() throws IOException {
        MacAddress mac = MacAddress.parse(MAC);
        Instant then = Instant.EPOCH;
        NodeRecord cloned = new NodeRecord(
                mac,
                "node1",
                NodeState.KNOWN,
                DiskState.CLONED,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Arming.ONCE,
                then,
                "");
        try (StateStore store = StateStore.open(dir.resolve("state"))) {
            new StoredNodes(store)
                    .save(cloned, new StoredNodes.Event(mac, then, "LAB", "cloned once"))
                    .join();
        }
    }

    /** Returns when the machine is armed. */
    void arm() throws IOException, InterruptedException {
        clone = watch(
                "clone",
                jar(
                        "clone",
                        "--config",
                        config.toString(),
                        "-n",
                        "2",
                        "-p",
                        "sda",
                        dir.resolve("golden/desc").toString(),
                        "-r",
                        "none",
                        "--source",
                        dir.resolve("golden").toString(),
                        "--nodes",
                        "node1,absent",
                        "--yes",
                        "--json",
                        "--wait",
                        "60m"));
        clone.await("the nodes are armed", START);
    }

    void powerOn() throws IOException, InterruptedException {
        lab("vm", "start", "1");
        console = watch("the console", labCommand("vm", "console", "1"));
    }

    void disarm() throws IOException, InterruptedException {
        run(jar("nodes", "disarm", "--config", config.toString(), "node1"));
    }

    void reset() throws IOException, InterruptedException {
        lab("vm", "reset", "1");
    }

    LineWatch appliance() {
        return appliance;
    }

    LineWatch job() {
        return clone;
    }

    LineWatch console() {
        return console;
    }

    boolean diskIsAsItWas() throws IOException {
        return Files.mismatch(disk(), dir.resolve("before.raw")) == -1;
    }

    private Path disk() {
        return dir.resolve("node1.disk.raw");
    }

    private List<String> jar(String... arguments) {
        List<String> command = labCommand("run");
        command.addAll(Namespace.java());
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> labCommand(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Rehearsal.script("lab/lab").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private LineWatch watch(String name, List<String> command) throws IOException {
        Process process = builder(command, environment).start();
        process.getOutputStream().close();
        started.add(process);
        return new LineWatch(name, process.getInputStream());
    }

    private void lab(String... arguments) throws IOException, InterruptedException {
        run(labCommand(arguments));
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        run(command, environment, dir.resolve("command.log"), 180);
    }

    /** A file takes what the command says, because machines that it starts go on holding its output. */
    private static void run(List<String> command, Map<String, String> environment, Path said, int seconds)
            throws IOException, InterruptedException {
        Process process =
                builder(command, environment).redirectOutput(said.toFile()).start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + Files.readString(said));
        }
    }

    private static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    /** Ends the machine, the appliance and their network. */
    void down() throws IOException, InterruptedException {
        lab("down");
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }
}
