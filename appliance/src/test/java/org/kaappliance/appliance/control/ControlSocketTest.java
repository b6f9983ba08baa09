package org.kaappliance.appliance.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    @TempDir
    private Path dir;

    @Test
    void a_command_is_answered_line_by_line_and_ends_with_its_exit_code() throws IOException {
        try (ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> {
            reply.line(Map.of("echo", request.path("command").asText()));
            reply.end(3, "so it is");
        })) {
            List<JsonNode> lines = new ArrayList<>();
            JsonNode end = new ControlClient(server.path()).ask(Map.of("command", "sing"), lines::add);
            assertThat(lines)
                    .singleElement()
                    .satisfies(l -> assertThat(l.path("echo").asText()).isEqualTo("sing"));
            assertThat(end.path("exit").asInt()).isEqualTo(3);
            assertThat(end.path("message").asText()).isEqualTo("so it is");
        }
    }

    @Test
    void only_its_user_may_open_the_socket() throws IOException {
        try (ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> reply.end(0, ""))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.path())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_refused_command_says_why() throws IOException {
        try (ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> {
            throw ControlException.usage("not like that");
        })) {
            JsonNode end = new ControlClient(server.path()).ask(Map.of("command", "x"), line -> {});
            assertThat(end.path("exit").asInt()).isEqualTo(2);
            assertThat(end.path("message").asText()).isEqualTo("not like that");
        }
    }

    @Test
    void garbage_ends_its_connection_and_no_other() throws IOException {
        try (ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> reply.end(0, "fine"))) {
            try (SocketChannel garbage = SocketChannel.open(UnixDomainSocketAddress.of(dir.resolve("s")))) {
                garbage.write(ByteBuffer.wrap("{{{{ \u0000 no json\n".getBytes(StandardCharsets.UTF_8)));
                assertThat(garbage.read(ByteBuffer.allocate(100))).isEqualTo(-1);
            }
            assertThat(new ControlClient(server.path())
                            .ask(Map.of("command", "x"), line -> {})
                            .path("message")
                            .asText())
                    .isEqualTo("fine");
        }
    }

    @Test
    void a_socket_left_behind_by_a_crash_is_taken_over() throws IOException {
        ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        crashed.bind(UnixDomainSocketAddress.of(dir.resolve("s")));
        crashed.close();
        assertThat(dir.resolve("s")).exists();
        ControlServer.open(dir.resolve("s"), (request, reply) -> reply.end(0, ""))
                .close();
        assertThat(dir.resolve("s")).doesNotExist();
    }

    @Test
    void a_second_server_on_the_same_socket_is_refused() throws IOException {
        try (ControlServer server = ControlServer.open(dir.resolve("s"), (request, reply) -> reply.end(0, ""))) {
            assertThatThrownBy(() -> ControlServer.open(server.path(), (request, reply) -> reply.end(0, "")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("already answers");
        }
    }

    @Test
    void without_an_appliance_the_client_says_how_to_start_one() {
        assertThatThrownBy(() -> new ControlClient(dir.resolve("none")).ask(Map.of("command", "x"), line -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ka-appliance --iface");
    }
}
