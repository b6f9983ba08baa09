package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.kadeploy.ServerPacket.Report;
import org.kaappliance.relay.wire.WireVectors;

class LegacyCodecTest {
    private static WireVectors vectors() throws Exception {
        return WireVectors.read("ka-deploy-0.6.txt");
    }

    static Stream<WireVectors.Vector> clientVectors() throws Exception {
        return vectors().meaning("client ");
    }

    static Stream<WireVectors.Vector> serverVectors() throws Exception {
        return vectors().meaning("server ");
    }

    private static LegacyLayout layout(WireVectors.Vector vector) {
        return vector.layout().equals("i386") ? LegacyLayout.I386 : LegacyLayout.X86_64;
    }

    private static ClientPacket clientPacket(String meaning) {
        String[] words = meaning.split(" ");
        switch (words[1]) {
            case "hello":
                return new ClientPacket.Hello(words[2]);
            case "got-client":
                return new ClientPacket.GotClient(Ipv4Subnet.address(words[2]));
            case "accepts-data":
                return new ClientPacket.AcceptsData();
            case "dad-disconnected":
                return new ClientPacket.DadDisconnected(Ipv4Subnet.address(words[2]), Long.parseLong(words[3]));
            case "has-finished":
                return new ClientPacket.HasFinished();
            case "reports-position":
                return new ClientPacket.ReportsPosition(Long.parseLong(words[2]));
            case "go-now":
                return new ClientPacket.GoNow();
            case "sends-options":
                return new ClientPacket.SendsOptions(words[2].equals("1"));
            case "ping-reply":
                return new ClientPacket.PingReply();
            default:
                throw new AssertionError(meaning);
        }
    }

    private static ServerPacket serverPacket(String meaning) {
        String[] words = meaning.split(" ");
        switch (words[1]) {
            case "go":
                return new ServerPacket.Go();
            case "end-of-flow":
                return new ServerPacket.EndOfFlow();
            case "finish":
                return new ServerPacket.Finish();
            case "gives-ip":
                return new ServerPacket.GivesIp(Ipv4Subnet.address(words[2]));
            case "gives-auth":
                return new ServerPacket.GivesAuth(Ipv4Subnet.address(words[2]), Long.parseLong(words[3]));
            case "drop-child":
                return new ServerPacket.DropChild(Ipv4Subnet.address(words[2]));
            case "report-position":
                return new ServerPacket.ReportPosition(Report.values()[Integer.parseInt(words[2])]);
            case "ping":
                return new ServerPacket.Ping();
            default:
                throw new AssertionError(meaning);
        }
    }

    @Test
    void every_packet_of_both_layouts_has_a_vector() throws Exception {
        assertThat(clientVectors()).hasSize(20);
        assertThat(serverVectors()).hasSize(20);
    }

    @ParameterizedTest
    @MethodSource("clientVectors")
    void a_client_packet_is_the_bytes_that_were_derived_by_hand(WireVectors.Vector vector) {
        ClientPacket packet = clientPacket(vector.meaning());
        ByteBuffer bytes = LegacyCodec.encode(layout(vector), packet);
        assertThat(bytes).isEqualTo(ByteBuffer.wrap(vector.bytes()));
        assertThat(LegacyCodec.decodeClient(layout(vector), bytes)).isEqualTo(packet);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("serverVectors")
    void a_server_packet_is_the_bytes_that_were_derived_by_hand(WireVectors.Vector vector) {
        ServerPacket packet = serverPacket(vector.meaning());
        ByteBuffer bytes = LegacyCodec.encode(layout(vector), packet);
        assertThat(bytes).isEqualTo(ByteBuffer.wrap(vector.bytes()));
        assertThat(LegacyCodec.decodeServer(layout(vector), bytes)).isEqualTo(packet);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("clientVectors")
    void a_client_packet_cut_at_any_length_is_malformed_and_nothing_of_it_is_taken(WireVectors.Vector vector) {
        for (int length = 0; length < vector.bytes().length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(vector.bytes(), 0, length);
            assertThat(LegacyCodec.decodeClient(layout(vector), cut)).isInstanceOf(ClientPacket.Malformed.class);
            assertThat(cut.remaining()).isEqualTo(length);
        }
    }

    @ParameterizedTest
    @MethodSource("serverVectors")
    void a_server_packet_cut_at_any_length_is_malformed_and_nothing_of_it_is_taken(WireVectors.Vector vector) {
        for (int length = 0; length < vector.bytes().length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(vector.bytes(), 0, length);
            assertThat(LegacyCodec.decodeServer(layout(vector), cut)).isInstanceOf(ServerPacket.Malformed.class);
            assertThat(cut.remaining()).isEqualTo(length);
        }
    }

    /** What a struct does not use is uninitialised memory. */
    @ParameterizedTest
    @EnumSource(LegacyLayout.class)
    void bytes_that_a_type_does_not_use_are_ignored(LegacyLayout layout) {
        byte[] garbage = new byte[layout.clientBytes()];
        Arrays.fill(garbage, (byte) 0xa5);
        LegacyCodec.encode(layout, new ClientPacket.PingReply()).get(0, garbage, 0, 4);
        assertThat(LegacyCodec.decodeClient(layout, ByteBuffer.wrap(garbage))).isEqualTo(new ClientPacket.PingReply());
        byte[] hello = LegacyCodec.encode(layout, new ClientPacket.Hello(LegacyLayout.VERSION))
                .array();
        Arrays.fill(hello, layout.bodyAt() + 14, hello.length, (byte) 0xa5);
        assertThat(LegacyLayout.ofHello(ByteBuffer.wrap(hello))).contains(layout);
        assertThat(LegacyCodec.decodeClient(layout, ByteBuffer.wrap(hello)))
                .isEqualTo(new ClientPacket.Hello(LegacyLayout.VERSION));
    }

    @ParameterizedTest
    @EnumSource(LegacyLayout.class)
    void a_hello_shows_its_layout_when_32_bytes_are_there(LegacyLayout layout) {
        byte[] hello = LegacyCodec.encode(layout, new ClientPacket.Hello(LegacyLayout.VERSION))
                .array();
        for (int length = 0; length <= hello.length; length++) {
            ByteBuffer part = ByteBuffer.wrap(hello, 0, length);
            assertThat(LegacyLayout.ofHello(part).isPresent()).isEqualTo(length >= 32);
            assertThat(part.remaining()).isEqualTo(length);
        }
        hello[layout.bodyAt() + 12] = '7';
        assertThat(LegacyLayout.ofHello(ByteBuffer.wrap(hello))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(LegacyLayout.class)
    void impossible_values_are_malformed(LegacyLayout layout) {
        Inet4Address child = Ipv4Subnet.address("10.0.0.7");
        assertThat(LegacyCodec.decodeClient(
                        layout, LegacyCodec.encode(layout, new ClientPacket.ReportsPosition(Long.MIN_VALUE))))
                .isInstanceOf(ClientPacket.Malformed.class);
        assertThat(LegacyCodec.decodeClient(
                        layout, LegacyCodec.encode(layout, new ClientPacket.DadDisconnected(child, -1))))
                .isInstanceOf(ClientPacket.Malformed.class);
        assertThat(LegacyCodec.decodeServer(layout, LegacyCodec.encode(layout, new ServerPacket.GivesAuth(child, -1))))
                .isInstanceOf(ServerPacket.Malformed.class);
        byte[] endless = new byte[layout.clientBytes()];
        Arrays.fill(endless, 4, endless.length, (byte) 'x');
        assertThat(LegacyCodec.decodeClient(layout, ByteBuffer.wrap(endless)))
                .isInstanceOf(ClientPacket.Malformed.class);
        assertThatThrownBy(() -> LegacyCodec.encode(layout, new ClientPacket.Malformed("x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LegacyCodec.encode(layout, new ServerPacket.Malformed("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_mutated_packet_is_another_packet_or_malformed_and_never_an_exception() throws Exception {
        Random random = new Random(6);
        List<WireVectors.Vector> all = new ArrayList<>(clientVectors().toList());
        all.addAll(serverVectors().toList());
        for (int i = 0; i < 40_000; i++) {
            WireVectors.Vector vector = all.get(random.nextInt(all.size()));
            byte[] mutated = vector.bytes().clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            mutated[0] = random.nextBoolean() ? vector.bytes()[0] : (byte) random.nextInt(12);
            LegacyLayout layout = LegacyLayout.values()[random.nextInt(2)];
            ClientPacket client = LegacyCodec.decodeClient(layout, ByteBuffer.wrap(mutated));
            if (!(client instanceof ClientPacket.Malformed)) {
                assertThat(LegacyCodec.decodeClient(layout, LegacyCodec.encode(layout, client)))
                        .isEqualTo(client);
            }
            ServerPacket server = LegacyCodec.decodeServer(layout, ByteBuffer.wrap(mutated));
            if (!(server instanceof ServerPacket.Malformed)) {
                assertThat(LegacyCodec.decodeServer(layout, LegacyCodec.encode(layout, server)))
                        .isEqualTo(server);
            }
        }
    }

    @Test
    void discovery_is_the_bytes_that_were_derived_by_hand() throws Exception {
        byte[] request = vectors().meaning("request ").findFirst().orElseThrow().bytes();
        byte[] reply = vectors().meaning("reply").findFirst().orElseThrow().bytes();
        assertThat(LegacyDiscovery.request("kainstall1")).isEqualTo(ByteBuffer.wrap(request));
        assertThat(LegacyDiscovery.session(ByteBuffer.wrap(request))).contains("kainstall1");
        assertThat(LegacyDiscovery.reply()).isEqualTo(ByteBuffer.wrap(reply));
        assertThat(LegacyDiscovery.isReply(ByteBuffer.wrap(reply))).isTrue();
        assertThat(LegacyDiscovery.isReply(ByteBuffer.wrap(reply, 0, 13))).isFalse();
    }

    @Test
    void a_datagram_that_is_no_session_with_a_nul_is_no_request() {
        for (String text : new String[] {"", "\0", "kainstall1", "ka install\0", "ka\0in\0", "\u0089KAR\0"}) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(LegacyDiscovery.session(ByteBuffer.wrap(bytes))).as(text).isEmpty();
        }
        assertThat(LegacyDiscovery.session(LegacyDiscovery.request("s".repeat(199))))
                .isPresent();
        assertThat(LegacyDiscovery.session(
                        ByteBuffer.wrap(("s".repeat(200) + "\0").getBytes(StandardCharsets.US_ASCII))))
                .isEmpty();
    }
}
