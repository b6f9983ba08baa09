package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command itself on one BIOS machine, to its end and stopped half-way. Needs root and QEMU; five minutes or more without KVM. */
@Tag("rehearse")
@Timeout(2400)
class RehearseCommandIT {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    private Path work;
    private Path golden;
    private Process command;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        work = Files.createTempDirectory(Path.of("/var/tmp"), "ka-rehearse-it");
        golden = work.resolve("golden");
        FirmwareLab.buildKit(work);
        Namespace.run(List.of(Rehearsal.script("lab/golden.sh").toString(), golden.toString(), "--data-mib", "8"));
    }

    @AfterEach
    void remove() throws IOException, InterruptedException {
        if (command != null) {
            command.destroy();
            command.waitFor();
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void a_machine_is_cloned_and_seen_to_come_up_and_only_the_evidence_stays() throws Exception {
        start();
        readUntil(line -> false);
        assertThat(command.waitFor()).as(String.join("\n", lines)).isZero();
        JsonNode report =
                new ObjectMapper().readTree(lines.get(lines.size() - 1)).path("rehearsal");
        assertThat(report.path("ok").asBoolean()).isTrue();
        JsonNode machine = report.path("machines").get(0);
        assertThat(machine.path("name").asText()).isEqualTo("vm1");
        assertThat(machine.path("address").asText()).isEqualTo("10.77.0.101");
        assertThat(machine.path("asked").asLong())
                .isGreaterThan(machine.path("cloned").asLong());
        assertThat(machine.path("readBytes").asLong()).isGreaterThan(4 << 20);
        Path directory = Path.of(report.path("directory").asText());
        assertThat(directory.getParent()).isEqualTo(work);
        Path screen = Path.of(machine.path("screen").asText());
        assertThat(screen).isEqualTo(directory.resolve("vm1.png"));
        assertThat(Files.readAllBytes(screen)).startsWith(PNG);
        assertThat(Files.readString(directory.resolve("vm1.console"), StandardCharsets.ISO_8859_1))
                .contains("CLONE-MARK", "host=vm1", "root=/dev/sda2");
        assertThat(names(directory)).contains("report.json", "appliance.log").noneMatch(name -> name.endsWith(".raw"));
        assertNothingRuns();
    }

    @Test
    void stopped_half_way_it_leaves_nothing_behind() throws Exception {
        start();
        readUntil(line -> line.equals("1 machine is on"));
        assertThat(names(work)).anyMatch(name -> name.startsWith("ka-rehearse-"));
        command.toHandle().destroy(); // Process.destroy() would close the stream that is read to its end
        readUntil(line -> false);
        assertThat(command.waitFor()).isEqualTo(143);
        assertThat(names(work)).noneMatch(name -> name.startsWith("ka-rehearse-"));
        assertNothingRuns();
    }

    private void start() throws IOException {
        Path kit = Path.of("..", "target", "kit", "files").toAbsolutePath().normalize();
        Path config = Files.writeString(work.resolve("ka.conf"), "kit.directory = \"" + kit + "\"\n");
        List<String> line = new ArrayList<>(Namespace.java());
        line.addAll(List.of("rehearse", "--config", config.toString(), "-n", "1", "--firmware", "bios"));
        line.addAll(List.of("-p", "sda", golden.resolve("root/desc").toString(), "-r", "grub", "-x", "/tmp"));
        line.addAll(List.of("--source", golden.toString(), "--directory", work.toString(), "--memory", "768"));
        line.addAll(List.of("--disk-size", "1GiB", "--timeout", "30m", "--json"));
        command = new ProcessBuilder(line).redirectErrorStream(true).start();
        command.getOutputStream().close();
    }

    /** Reads what it says until a line, or to its end. */
    private void readUntil(Predicate<String> last) throws IOException {
        BufferedReader reader = command.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            System.out.println("rehearse: " + line);
            lines.add(line);
            if (last.test(line)) {
                return;
            }
        }
    }

    private void assertNothingRuns() throws IOException {
        assertThat(NAMESPACES.resolve("ka-rehearse-" + command.pid())).doesNotExist();
        assertThat(names(Path.of("/run"))).noneMatch(name -> name.startsWith("ka-rehearse-"));
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(work.toString())))
                .isEmpty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
