package org.kaappliance.relay.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.ReceiveSpec;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.Trust;
import org.kaappliance.relay.seal.KeySchedule;
import org.kaappliance.relay.wire.Discovery;

class DiscoveryTrustTest {
    private static final Inet4Address SERVER = Ipv4Subnet.address("127.0.0.1");
    private static final Inet4Address STRANGER = Ipv4Subnet.address("127.0.0.66");
    private static final SessionKey KEY = SessionKey.of(new byte[32]);
    private static final KeySchedule KEYS = new KeySchedule(KEY);

    /** Looks for session s with a key; each request is answered with all of these, from the address where it came in. */
    private static Optional<InetSocketAddress> find(
            List<InetAddress> strangers, Inet4Address at, Function<Discovery.Request, List<Discovery.Reply>> answers)
            throws Exception {
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(at, 0))) {
            Thread thread = new Thread(() -> answer(channel, answers), "false-discovery");
            thread.start();
            ReceiveSpec spec = ReceiveSpec.of("s", SERVER, "n")
                    .withServer(at)
                    .withPorts(new RelayPorts(channel.socket().getLocalPort(), 0, 0, 0))
                    .withTries(2, Duration.ofMillis(300))
                    .withTrust(Trust.keyed(KEY));
            DiscoveryClient client = new DiscoveryClient(spec);
            Optional<InetSocketAddress> found = client.find().map(DiscoveryClient.Found::control);
            client.unproven().ifPresent(strangers::add);
            return found;
        }
    }

    private static void answer(DatagramChannel channel, Function<Discovery.Request, List<Discovery.Reply>> answers) {
        ByteBuffer in = ByteBuffer.allocate(Discovery.MAX_BYTES);
        try {
            while (true) {
                in.clear();
                var from = channel.receive(in);
                for (Discovery.Reply reply :
                        answers.apply(Discovery.request(in.flip()).orElseThrow())) {
                    channel.send(Discovery.encode(reply), from);
                }
            }
        } catch (ClosedChannelException e) {
            // the end of the test
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Discovery.Reply reply(Discovery.Request request, int port, Inet4Address signedFor) {
        Discovery.Reply reply = new Discovery.Reply(request.nonce(), port, request.session());
        return reply.with(Optional.of(KEYS.discoveryTag(reply, signedFor)));
    }

    @Test
    void answers_of_strangers_are_passed_over_and_the_servers_is_taken() throws Exception {
        List<InetAddress> strangers = new ArrayList<>();
        assertThat(find(
                        strangers,
                        SERVER,
                        request -> List.of(
                                new Discovery.Reply(request.nonce(), 1, "s"),
                                reply(request, 2, SERVER).with(Optional.of(new Discovery.Tag(new byte[16]))),
                                reply(new Discovery.Request(request.nonce() + 1, 0, "s"), 3, SERVER),
                                reply(request, 4, SERVER))))
                .contains(new InetSocketAddress(SERVER, 4));
        assertThat(strangers).containsExactly(SERVER);
    }

    @Test
    void the_servers_answer_from_another_address_is_a_strangers() throws Exception {
        List<InetAddress> strangers = new ArrayList<>();
        assertThat(find(strangers, STRANGER, request -> List.of(reply(request, 4, SERVER))))
                .isEmpty();
        assertThat(strangers).containsExactly(STRANGER);
    }

    @Test
    void the_servers_answer_to_another_request_or_for_another_port_is_a_strangers() throws Exception {
        List<InetAddress> strangers = new ArrayList<>();
        assertThat(find(
                        strangers,
                        SERVER,
                        request -> List.of(
                                reply(new Discovery.Request(7, 0, "s"), 4, SERVER),
                                new Discovery.Reply(
                                        request.nonce(),
                                        9,
                                        "s",
                                        reply(request, 4, SERVER).tag()))))
                .isEmpty();
        assertThat(strangers).containsExactly(SERVER);
    }
}
