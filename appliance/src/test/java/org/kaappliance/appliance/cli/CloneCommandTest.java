package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.kaappliance.appliance.control.ControlServer;
import picocli.CommandLine;

/** {@code clone}, asked of a control socket. */
@Isolated("takes the process's standard streams")
@Timeout(60)
class CloneCommandTest {
    private static final Map<String, String> MACS =
            new TreeMap<>(Map.of("node1", "52:54:00:77:00:01", "node2", "52:54:00:77:00:02"));

    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void take() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    private int run(String settings, String... arguments) throws IOException {
        Path config = dir.resolve("ka.conf");
        Files.writeString(config, "control.socket = \"" + dir.resolve("s") + "\"\n" + settings);
        List<String> all = new ArrayList<>(List.of("--config", config.toString()));
        all.addAll(Arrays.asList(arguments));
        ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> {
            asked.add(request);
            if (request.path("command").asText().equals("clone-plan")) {
                reply.line(meant(request));
            }
            reply.line(Map.of("text", "+ the plan"));
            reply.end(0, "");
        });
        try {
            return new CommandLine(new CloneCommand())
                    .setExecutionExceptionHandler(new ErrorLines())
                    .execute(all.toArray(String[]::new));
        } finally {
            server.close();
        }
    }

    /** An appliance that knows node1 and node2, and whose plan writes one disk on each. */
    private static Map<String, Object> meant(JsonNode request) {
        JsonNode said = request.path("order").path("disks");
        Map<String, Object> confirmed = new TreeMap<>();
        List<Map<String, String>> unconfirmed = new ArrayList<>();
        MACS.forEach((name, mac) -> {
            if (said.path("confirmed").has(name)) {
                confirmed.put(mac, said.path("confirmed").path(name));
            } else {
                unconfirmed.add(Map.of("mac", mac, "name", name));
            }
        });
        return Map.of(
                "nodes", List.copyOf(MACS.values()),
                "drives", List.of("sda"),
                "disks", Map.of("rules", said.path("rules"), "confirmed", confirmed),
                "unconfirmed", unconfirmed);
    }

    private JsonNode order() {
        return asked.get(0).path("order");
    }

    private String desc() throws IOException {
        return Files.writeString(dir.resolve("desc"), "linux fill\n").toString();
    }

    @Test
    void images_and_sources_are_named_so_that_the_appliance_finds_them() throws IOException {
        assertThat(run("", "-n", "1", "--image", "/dev/sda=win.img", "--source", "ka://golden:99", "--dry-run"))
                .isZero();

        assertThat(order().at("/golden/raw/images/0/drive").asText()).isEqualTo("sda");
        assertThat(order().at("/golden/raw/images/0/file").asText())
                .isEqualTo(Path.of("win.img").toAbsolutePath().toString());
        assertThat(order().at("/golden/source").asText()).isEqualTo("ka://golden:99");
        assertThat(run("", "-n", "1", "--image", "win.img", "--dry-run")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--image: DRIVE=FILE is expected");
    }

    @Test
    void a_dry_run_shows_the_plan_and_asks_for_nothing_else() throws IOException {
        assertThat(run("", "-n", "2", "--dry-run", "--yes")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("+ the plan\n");
        assertThat(asked)
                .extracting(request -> request.path("command").asText())
                .containsExactly("clone-plan");
        assertThat(order().path("golden").path("drives")).isEmpty();
    }

    @Test
    void every_option_has_a_long_name() throws IOException {
        Path code = Files.write(dir.resolve("mbr"), new byte[446]);

        run(
                "",
                "-n",
                "1",
                "-p",
                "sda",
                desc(),
                "-x",
                "/a|/b",
                "-X",
                "sdb|sdc",
                "-m",
                "sdd",
                "-M",
                "/dev/sda",
                code.toString(),
                "-D",
                "/dev/sda1",
                "-d",
                "0",
                "-r",
                "none",
                "--dry-run");
        run(
                "",
                "--count",
                "1",
                "--partitions",
                "sda",
                desc(),
                "--exclude",
                "/a|/b",
                "--exclude-drive",
                "sdb|sdc",
                "--take-mbr",
                "sdd",
                "--mbr",
                "/dev/sda",
                code.toString(),
                "--raw-partition",
                "/dev/sda1",
                "--delay",
                "0",
                "--boot-loader",
                "none",
                "--dry-run");

        assertThat(asked).hasSize(2);
        assertThat(asked.get(1)).isEqualTo(asked.get(0));
        JsonNode raw = order().path("golden").path("raw");
        assertThat(raw.path("takenBootCode").get(0).asText()).isEqualTo("sdd");
        assertThat(raw.path("bootCode").get(0).path("drive").asText()).isEqualTo("sda");
        assertThat(Base64.getDecoder()
                        .decode(raw.path("bootCode").get(0).path("base64").asText()))
                .isEqualTo(new byte[446]);
        assertThat(raw.path("partitions").get(0).asText()).isEqualTo("sda1");
        assertThat(order().path("golden").path("excludedDirs"))
                .extracting(JsonNode::asText)
                .containsExactly("/a", "/b");
        assertThat(order().path("golden").path("excludedDrives"))
                .extracting(JsonNode::asText)
                .containsExactly("sdb", "sdc");
        assertThat(order().path("finish").path("bootLoader").asText()).isEqualTo("none");
    }

    @Test
    void the_settings_say_what_the_command_line_does_not() throws IOException {
        String settings = "clone { boot-loader = none, exclude = [ /tmp ], exclude-drives = [ sdz ], retries = 7 }\n";

        run(settings, "-n", "1", "--dry-run");
        run(settings, "-n", "1", "-r", "grub", "-x", "/srv", "-X", "sdb", "--retries", "1", "--dry-run");

        assertThat(order().path("finish").path("bootLoader").asText()).isEqualTo("none");
        assertThat(order().path("golden").path("excludedDirs").get(0).asText()).isEqualTo("/tmp");
        assertThat(order().path("golden").path("excludedDrives").get(0).asText())
                .isEqualTo("sdz");
        assertThat(order().path("rounds").path("retries").asInt()).isEqualTo(7);
        JsonNode second = asked.get(1).path("order");
        assertThat(second.path("finish").path("bootLoader").asText()).isEqualTo("grub");
        assertThat(second.path("golden").path("excludedDirs").get(0).asText()).isEqualTo("/srv");
        assertThat(second.path("golden").path("excludedDrives").get(0).asText()).isEqualTo("sdb");
        assertThat(second.path("rounds").path("retries").asInt()).isEqualTo(1);
    }

    @Test
    void what_makes_no_sense_is_refused_before_anybody_is_asked() throws IOException {
        Path code = Files.write(dir.resolve("mbr"), new byte[512]);

        assertThat(run("", "-n", "0")).isEqualTo(2);
        assertThat(run("", "-n", "1", "-d", "5")).isEqualTo(2);
        assertThat(run("", "-n", "1", "-M", "sda", code.toString())).isEqualTo(2);

        assertThat(asked).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("-n: at least one node")
                .contains("-d: the nodes of a clone job end one by one")
                .contains("-M: " + code + " has 512 bytes, and boot code has 446");
    }

    @Test
    void disks_are_chosen_by_rules_for_all_machines_or_some() throws IOException {
        run(
                "",
                "--nodes",
                "node1,node2",
                "--disk",
                "sda=size>=200GB,model=Samsung*",
                "--disk",
                "52:54:00:77:00:01:/dev/sdb=path=pci-0000:00:1f.2-ata-1",
                "--disk=node[1-2]:cciss/c0d0=serial=S1=5",
                "--disk",
                "-=wwn=0x5*",
                "--dry-run");

        assertThat(order().path("disks").path("rules"))
                .extracting(rule -> rule.path("node").asText() + " "
                        + rule.path("drive").asText() + " " + rule.path("rule").asText())
                .containsExactly(
                        "* sda size>=200GB,model=Samsung*",
                        "52:54:00:77:00:01 sdb path=pci-0000:00:1f.2-ata-1",
                        "node[1-2] cciss/c0d0 serial=S1=5",
                        "* - wwn=0x5*");
    }

    @Test
    void a_rule_that_cannot_be_read_is_refused_with_its_option() throws IOException {
        assertThat(run("", "-n", "1", "--disk", "sda")).isEqualTo(2);
        assertThat(run("", "-n", "1", "--disk", "sda=size>200GB")).isEqualTo(2);
        assertThat(run("", "-n", "1", "--disk", "sda=serial>=5")).isEqualTo(2);
        assertThat(run("", "-n", "1", "--confirm-disk", "node1")).isEqualTo(2);

        assertThat(asked).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--disk: expected DRIVE=RULE or NODE:DRIVE=RULE, e.g. sda=size>=200GB, found sda")
                .contains("--disk sda=size>200GB: 'size>200GB' names no disk")
                .contains("--disk sda=serial>=5: '>=' compares sizes only")
                .contains("--confirm-disk: expected NODE=SERIAL, found node1");
    }

    @Test
    void what_was_confirmed_travels_with_the_machines_that_were_agreed_on() throws IOException {
        assertThat(run("", "-n", "2", "--yes", "--confirm-disk", "node1=S1", "--confirm-disk=node2=S 2"))
                .isZero();

        JsonNode sent = asked.get(1).path("order");
        assertThat(sent.path("machines").path("targets"))
                .extracting(JsonNode::asText)
                .containsExactly("52:54:00:77:00:01", "52:54:00:77:00:02");
        JsonNode confirmed = sent.path("disks").path("confirmed");
        assertThat(confirmed.path("52:54:00:77:00:01").get(0).asText()).isEqualTo("S1");
        assertThat(confirmed.path("52:54:00:77:00:02").get(0).asText()).isEqualTo("S 2");
    }

    @Test
    void a_machine_without_a_serial_number_stops_a_clone_that_is_to_be_confirmed() throws IOException {
        assertThat(run("", "-n", "2", "--yes", "--confirm-disk", "node1=S1")).isEqualTo(2);
        assertThat(run("", "-n", "2", "--yes", "--confirm-disk")).isEqualTo(2);

        assertThat(asked)
                .extracting(request -> request.path("command").asText())
                .containsExactly("clone-plan", "clone-plan");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--confirm-disk: no serial number for node2: say --confirm-disk node2=SERIAL")
                .contains("there is no terminal to ask on: say --confirm-disk NODE=SERIAL for each machine");
    }

    @Test
    void a_dry_run_needs_no_serial_numbers() throws IOException {
        assertThat(run("", "-n", "2", "--confirm-disk", "--dry-run")).isZero();
    }
}
