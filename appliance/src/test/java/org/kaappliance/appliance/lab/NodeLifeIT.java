package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.control.ControlClient;

/** The life of two machines in the running jar, which is killed with SIGKILL behind each answer; and what reading does to it: nothing. */
@Timeout(180)
class NodeLifeIT {
    private static final String MAC = "52:54:00:79:00:01";
    private static final String ADDRESS = "10.79.0.51";

    /** As boot programs ask, in their order: PXELINUX, GRUB, iPXE. */
    private static final List<String> NAMES = List.of(
            "pxelinux.cfg/b8945908-d6a6-41a9-611d-74a6ab80b83d",
            "pxelinux.cfg/01-52-54-00-79-00-01",
            "pxelinux.cfg/0A4F0033",
            "linux/pxelinux.cfg/01-52-54-00-79-00-01",
            "X86PC/linux/pxelinux.cfg/b8945908-d6a6-41a9-611d-74a6ab80b83d",
            "grub.cfg-b8945908-d6a6-41a9-611d-74a6ab80b83d",
            "grub.cfg-01-52-54-00-79-00-01",
            "grub/grub.cfg-52:54:00:79:00:01",
            "grub.cfg-0A4F0033",
            "ipxe/01-52-54-00-79-00-01.ipxe");

    private static final List<String> EVERYBODYS =
            List.of("pxelinux.cfg/default", "grub.cfg", "grub/grub.cfg", "autoexec.ipxe");

    @TempDir
    private Path dir;

    private Namespace network;
    private Namespace machine;
    private ControlClient control;
    private Process appliance;

    @BeforeEach
    void prepare() throws Exception {
        network = new Namespace();
        machine = network.neighbour("m1", ADDRESS + "/24");
        Namespace.run(machine.inside("ip", "link", "set", "eth0", "address", MAC));
        Files.writeString(
                Files.createDirectories(dir.resolve("golden/etc")).resolve("fstab"),
                "/dev/sda1 swap swap defaults 0 0\n/dev/sda2 / ext4 defaults 0 1\n");
        Path kit = Files.createDirectories(dir.resolve("kit"));
        for (String name : List.of("vmlinuz", "stage1.img", "stage2.tar")) {
            Files.writeString(kit.resolve(name), name);
        }
        Files.writeString(
                kit.resolve("kit.properties"),
                "kernel.version=6.1\njava.version=17\nfile.vmlinuz=0 7\nfile.stage1.img=0 10\nfile.stage2.tar=0 10\n");
        Files.writeString(dir.resolve("ka.conf"), """
                interface = br0
                state.directory = "%1$s/state"
                control.socket = "%1$s/ka.sock"
                kit.directory = "%1$s/kit"
                dhcp.mode = server
                machines = [ { mac = "%2$s", name = node1 }, { mac = "52:54:00:79:00:02", name = node2 } ]
                groups { room1 = "node[1-2]" }
                """.formatted(dir, MAC));
        control = new ControlClient(dir.resolve("ka.sock"));
        serve();
    }

    @AfterEach
    void remove() throws IOException, InterruptedException {
        if (appliance != null) {
            appliance.destroyForcibly().waitFor();
        }
        machine.remove();
        network.remove();
    }

    private void serve() throws IOException {
        appliance = new ProcessBuilder(
                        network.jar("--config", dir.resolve("ka.conf").toString()))
                .redirectErrorStream(true)
                .start();
        BufferedReader log = appliance.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("serving br0")) {
                Thread rest = new Thread(() -> log.lines().forEach(unread -> {}), "appliance-log");
                rest.setDaemon(true);
                rest.start();
                return;
            }
        }
        throw new AssertionError("the appliance ended: " + seen);
    }

    /** SIGKILL, and the next start. */
    private void killAndServe() throws IOException, InterruptedException {
        appliance.destroyForcibly().waitFor();
        serve();
    }

    private List<JsonNode> tell(String command, Map<String, ?> more) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        Map<String, Object> request = new java.util.LinkedHashMap<>(more);
        request.put("command", command);
        JsonNode end = control.ask(request, lines::add);
        assertThat(end.path("exit").asInt()).as(end.toString()).isZero();
        return lines;
    }

    private void armStanding() throws IOException {
        Map<String, Object> golden = Map.of(
                "source",
                dir.resolve("golden").toString(),
                "drives",
                List.of(Map.of("name", "sda", "desc", "swap 64\nlinux fill\n")));
        Map<String, Object> order = Map.of(
                "machines",
                Map.of("targets", List.of("room1"), "arming", "STANDING"),
                "golden",
                golden,
                "finish",
                Map.of("bootLoader", "none"));
        tell("clone", Map.of("order", order));
    }

    private List<String> states() throws IOException {
        return tell("nodes", Map.of()).stream()
                .map(row -> row.path("state").asText() + " " + row.path("menu").asText())
                .toList();
    }

    private String fetch(List<String> urls) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-S", "-f", "-m", "60"));
        command.addAll(urls);
        Namespace.Ended ended =
                Namespace.end(new ProcessBuilder(machine.inside(command.toArray(String[]::new))).start());
        assertThat(ended.exitCode()).as(ended.err() + urls).isZero();
        return ended.out();
    }

    private static List<String> urls(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of("http://10.79.0.1/" + name, "tftp://10.79.0.1/" + name))
                .toList();
    }

    @Test
    void every_name_is_answered_at_its_first_request_with_the_menu_of_the_machine() throws Exception {
        for (String url : urls(NAMES)) {
            assertThat(fetch(List.of(url))).as(url).doesNotContain("kamethod");
        }
        armStanding();
        String token = fetch(List.of("tftp://10.79.0.1/" + NAMES.get(1))).replaceAll("(?s).*(ka.token=\\w+).*", "$1");
        assertThat(token).startsWith("ka.token=");
        for (String url : urls(NAMES)) {
            assertThat(fetch(List.of(url))).as(url).contains("kamethod", token);
        }
        for (String url : urls(EVERYBODYS)) {
            assertThat(fetch(List.of(url))).as(url).doesNotContain("ka.token");
        }
    }

    @Test
    void reading_changes_neither_the_life_of_a_machine_nor_a_byte_of_the_store() throws Exception {
        armStanding();
        List<String> before = states();
        byte[] database = Files.readAllBytes(dir.resolve("state/state.db"));
        byte[] journal = Files.readAllBytes(dir.resolve("state/state.db-wal"));
        List<String> names = new ArrayList<>(NAMES);
        names.addAll(EVERYBODYS);
        names.addAll(List.of("pxelinux.0", "kit/vmlinuz"));
        List<String> twenty = new ArrayList<>();
        Collections.nCopies(20, urls(names)).forEach(twenty::addAll);
        assertThat(fetch(twenty)).contains("kamethod");
        assertThat(states()).isEqualTo(before).containsOnly("ARMED kamethod");
        assertThat(Arrays.equals(Files.readAllBytes(dir.resolve("state/state.db")), database))
                .isTrue();
        assertThat(Arrays.equals(Files.readAllBytes(dir.resolve("state/state.db-wal")), journal))
                .isTrue();
        fetch(urls(Collections.nCopies(5, "kit/stage1.img"))); // is written down for 'status', and changes no state
        assertThat(states()).isEqualTo(before);
    }

    @Test
    void kill_9_behind_each_answer_loses_no_switch_and_arms_nothing_by_itself() throws Exception {
        killAndServe();
        assertThat(states()).containsExactly("KNOWN local", "KNOWN local");
        armStanding();
        String menu = fetch(List.of("tftp://10.79.0.1/" + NAMES.get(1)));
        killAndServe();
        assertThat(states()).containsExactly("ARMED kamethod", "ARMED kamethod");
        assertThat(fetch(List.of("tftp://10.79.0.1/" + NAMES.get(1)))).isEqualTo(menu);
        tell("node-park", Map.of("nodes", List.of("node1")));
        killAndServe();
        assertThat(states()).containsExactly("PARKED local", "ARMED kamethod");
        tell("node-local", Map.of("nodes", List.of("node1")));
        killAndServe();
        assertThat(states()).containsExactly("KNOWN local", "ARMED kamethod");
        tell("cancel", Map.of("job", "1"));
        killAndServe();
        assertThat(states()).containsExactly("KNOWN local", "KNOWN local");
        assertThat(tell("status", Map.of()).get(0).path("state").asText()).isEqualTo("done");
    }
}
