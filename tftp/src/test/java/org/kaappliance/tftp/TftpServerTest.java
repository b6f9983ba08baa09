package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;

/** The server on loopback against single datagrams. */
class TftpServerTest {
    private static final Inet4Address LOOPBACK = Ipv4Subnet.address("127.0.0.1");
    private static final byte[] NOT_FOUND = Packets.error(1, "File not found");
    private static final byte[] READ = Packets.request(1, "file", "octet", "tsize", "0");
    private static final byte[] OACK = Packets.bytes("|\6tsize|600|");

    private final RecordedEvents events = new RecordedEvents();
    private final CountDownLatch slow = new CountDownLatch(1);
    private TftpServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = TftpServer.start(settings("lo", LOOPBACK, 0), List.of(this::resolve), events);
        client = new RawClient();
    }

    @AfterEach
    void stop() {
        slow.countDown();
        client.close();
        server.close();
    }

    private Optional<Content> resolve(TftpRequest request) throws IOException {
        return switch (request.path()) {
            case "file" -> Optional.of(Content.ofBytes(new byte[600]));
            case "other" -> Optional.of(Content.ofText("other"));
            case "slow" -> Optional.of(awaited());
            case "unreadable" -> throw new IOException("disk on fire");
            case "bug" -> throw new IllegalStateException("a bug of ours");
            default -> Optional.empty();
        };
    }

    private Content awaited() {
        try {
            slow.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Content.ofText("slow");
    }

    @Test
    void data_comes_from_a_port_of_its_own() throws Exception {
        assertThat(client.send(READ, server.localAddress()).receive()).isEqualTo(OACK);
        assertThat(client.lastSender().getAddress()).isEqualTo(LOOPBACK);
        assertThat(client.lastSender().getPort())
                .isNotEqualTo(server.localAddress().getPort());
        assertThat(client.answer(Packets.ack(0)).receive()).hasSize(516).startsWith(0, 3, 0, 1);
        assertThat(client.answer(Packets.ack(1)).receive()).hasSize(92).startsWith(0, 3, 0, 2);
        client.answer(Packets.ack(2));
        TftpEvent.Completed completed = events.await(TftpEvent.Completed.class);
        assertThat(completed.client()).isEqualTo(client.address());
        assertThat(completed.name()).isEqualTo("file");
    }

    @Test
    void an_unknown_name_is_answered_at_once_with_error_1() throws Exception {
        assertThat(client.send(Packets.request(1, "none\u001b", "octet"), server.localAddress())
                        .receive())
                .isEqualTo(NOT_FOUND);
        assertThat(events.await(TftpEvent.Missing.class).name()).isEqualTo("none\\u001b");
    }

    @Test
    void a_write_request_gets_error_2() throws Exception {
        assertThat(client.send(Packets.request(2, "file", "octet"), server.localAddress())
                        .receive())
                .startsWith(0, 5, 0, 2);
    }

    @Test
    void a_malformed_request_gets_error_4() throws Exception {
        assertThat(client.send(Packets.bytes("|\1file|binascii|"), server.localAddress())
                        .receive())
                .startsWith(0, 5, 0, 4);
        byte[] huge = Packets.request(1, "n".repeat(60_000), "octet");
        assertThat(client.send(huge, server.localAddress()).receive()).startsWith(0, 5, 0, 4);
    }

    @Test
    void data_acks_and_errors_on_the_request_port_get_no_answer() throws Exception {
        for (String stray : List.of("", "|", "|\3|\1x", "|\4|\1", "|\5|\1x|", "|\6blksize|8|", "|\7")) {
            client.send(Packets.bytes(stray), server.localAddress());
        }
        assertThat(client.send(Packets.request(1, "none", "octet"), server.localAddress())
                        .receive())
                .isEqualTo(NOT_FOUND);
        assertThat(client.hearsNothingFor(50)).isTrue();
    }

    @Test
    void a_size_probe_is_not_a_failure_and_the_next_request_from_the_same_port_is_served() throws Exception {
        client.send(READ, server.localAddress()).receive();
        client.answer(Packets.error(8, "User aborted the transfer"));
        assertThat(events.await(TftpEvent.Probed.class).sizeBytes()).isEqualTo(600);
        assertThat(client.send(Packets.request(1, "other", "octet"), server.localAddress())
                        .receive())
                .isEqualTo(Packets.bytes("|\3|\1other"));
        client.answer(Packets.ack(1));
        events.await(TftpEvent.Completed.class);
        assertThat(events.of(TftpEvent.Failed.class)).isEmpty();
    }

    @Test
    void a_new_request_from_the_same_port_replaces_the_old_transfer() throws Exception {
        client.send(READ, server.localAddress()).receive();
        client.answer(Packets.ack(0)).receive();
        assertThat(client.send(Packets.request(1, "other", "octet"), server.localAddress())
                        .receive())
                .isEqualTo(Packets.bytes("|\3|\1other"));
        assertThat(events.await(TftpEvent.Failed.class).reason()).contains("replaced");
        client.answer(Packets.ack(1));
        assertThat(events.await(TftpEvent.Completed.class).name()).isEqualTo("other");
    }

    @Test
    void the_same_request_again_is_answered_by_the_same_transfer() throws Exception {
        client.send(READ, server.localAddress()).receive();
        InetSocketAddress first = client.lastSender();
        assertThat(client.send(READ, server.localAddress()).receive()).isEqualTo(OACK);
        assertThat(client.lastSender()).isEqualTo(first);
        assertThat(events.of(TftpEvent.Started.class)).hasSize(1);
    }

    @Test
    void a_stranger_on_the_transfers_port_gets_error_5_and_the_transfer_lives() throws Exception {
        client.send(READ, server.localAddress()).receive();
        try (RawClient stranger = new RawClient()) {
            assertThat(stranger.send(Packets.ack(0), client.lastSender()).receive())
                    .startsWith(0, 5, 0, 5);
        }
        assertThat(client.answer(Packets.ack(0)).receive()).startsWith(0, 3, 0, 1);
    }

    @Test
    void a_client_that_gives_up_or_falls_silent_is_a_failure_with_its_reason() throws Exception {
        client.send(READ, server.localAddress()).receive();
        client.answer(Packets.ack(0)).receive();
        client.answer(Packets.error(3, "Disk full\n"));
        assertThat(events.await(TftpEvent.Failed.class).reason()).isEqualTo("client sent error 3: Disk full\\u000a");
        client.send(Packets.request(1, "other", "octet"), server.localAddress()).receive();
        assertThat(client.receive()).as("sent again").startsWith(0, 3, 0, 1);
        assertThat(events.await(TftpEvent.Failed.class, e -> e.name().equals("other"))
                        .reason())
                .isEqualTo("no answer to block 1 of 1, sent 3 times");
    }

    @Test
    void a_bare_opcode_5_does_not_end_a_transfer() throws Exception {
        client.send(READ, server.localAddress()).receive();
        client.answer(Packets.bytes("|\5"));
        assertThat(client.answer(Packets.ack(0)).receive()).startsWith(0, 3, 0, 1);
    }

    @Test
    void a_slow_lookup_holds_up_nobody_else() throws Exception {
        client.send(Packets.request(1, "slow", "octet"), server.localAddress());
        try (RawClient other = new RawClient()) {
            assertThat(other.send(Packets.request(1, "none", "octet"), server.localAddress())
                            .receive())
                    .isEqualTo(NOT_FOUND);
        }
        slow.countDown();
        assertThat(client.receive()).isEqualTo(Packets.bytes("|\3|\1slow"));
    }

    @Test
    void a_route_that_fails_is_told_to_the_client_and_the_next_request_is_served() throws Exception {
        for (String name : List.of("unreadable", "bug")) {
            assertThat(client.send(Packets.request(1, name, "octet"), server.localAddress())
                            .receive())
                    .startsWith(0, 5, 0, 0);
        }
        assertThat(events.await(TftpEvent.Failed.class, e -> e.name().equals("unreadable"))
                        .reason())
                .contains("disk on fire");
        assertThat(events.await(TftpEvent.Failed.class, e -> e.name().equals("bug"))
                        .reason())
                .isEqualTo("internal error");
        assertThat(client.send(READ, server.localAddress()).receive()).isEqualTo(OACK);
    }

    @Test
    void a_listener_that_throws_harms_no_transfer() throws Exception {
        TftpListener broken = event -> {
            throw new IllegalStateException("broken");
        };
        try (TftpServer other = TftpServer.start(settings("lo", LOOPBACK, 0), List.of(this::resolve), broken)) {
            assertThat(client.send(READ, other.localAddress()).receive()).isEqualTo(OACK);
            assertThat(client.answer(Packets.ack(0)).receive()).startsWith(0, 3, 0, 1);
        }
    }

    @Test
    void only_so_many_transfers_run_and_a_place_that_is_freed_is_given_again() throws Exception {
        server.close();
        server = TftpServer.start(
                Setups.with(settings("lo", LOOPBACK, 0), new TransferLimits(64, 64)), List.of(this::resolve), events);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                clients.add(new RawClient().send(READ, server.localAddress()));
                clients.get(i).receive();
            }
            client.send(READ, server.localAddress());
            assertThat(client.hearsNothingFor(50)).isTrue();
            clients.get(0).answer(Packets.error(8, ""));
            events.await(TftpEvent.Probed.class);
            assertThat(client.send(READ, server.localAddress()).receive()).isEqualTo(OACK);
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void random_datagrams_end_nothing() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] junk = new byte[random.nextInt(700)];
            random.nextBytes(junk);
            if (junk.length > 1) {
                junk[0] = 0;
                junk[1] = (byte) random.nextInt(7);
            }
            client.send(junk, server.localAddress());
        }
        try (RawClient next = new RawClient()) {
            int tries = 0; // the socket's buffer may have been full, so ask again as every client does
            while (next.send(READ, server.localAddress()).hearsNothingFor(200)) {
                assertThat(++tries).isLessThan(25);
            }
            assertThat(next.answer(Packets.ack(0)).receive()).startsWith(0, 3, 0, 1);
        }
    }

    @Test
    void closing_releases_the_port_and_ends_the_transfers() throws Exception {
        client.send(READ, server.localAddress()).receive();
        int port = server.localAddress().getPort();
        server.close();
        server.close();
        assertThat(events.await(TftpEvent.Failed.class).reason()).contains("server stops");
        TftpServer.start(settings("lo", LOOPBACK, port), List.of(), events).close();
    }

    @Test
    void a_server_that_cannot_start_says_what_to_do() {
        int taken = server.localAddress().getPort();
        assertThatThrownBy(() -> TftpServer.start(settings("lo", LOOPBACK, taken), List.of(), events))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + taken)
                .hasMessageContaining("taken: stop the other TFTP server");
        assertThatThrownBy(() -> TftpServer.start(settings("no-such-if", LOOPBACK, 0), List.of(), events))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no interface no-such-if");
        Inet4Address foreign = Ipv4Subnet.address("192.0.2.1");
        assertThatThrownBy(() -> TftpServer.start(settings("lo", foreign, 0), List.of(), events))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not have the address 192.0.2.1");
    }

    private static TftpServerSettings settings(String device, Inet4Address address, int port) {
        return Setups.on(device, address, port, Setups.resending(300, 2), 1468);
    }
}
