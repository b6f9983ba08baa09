package org.kaappliance.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of options and numbers, and clients that are dead or in the wrong place. */
class AbuseTest {
    private static final ResendPolicy RESENDING = Setups.resending(300, 2); // gives up after 2.1 s

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private TftpServer server;
    private InetSocketAddress at;

    private RawClient start(byte[] file, TransferLimits limits) throws IOException {
        Path path = Files.write(directory.resolve("file"), file);
        server = TftpServer.start(
                Setups.with(Setups.loopback(RESENDING, 65464), limits),
                List.of(new FixedFileRoute(Map.of("file", path))),
                events);
        at = server.localAddress();
        return new RawClient();
    }

    private RawClient start(byte[] file) throws IOException {
        return start(file, Setups.ROOMY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "blksize, 0, ''",
        "blksize, 7, ''",
        "blksize, 8, 8",
        "blksize, 65464, 65464",
        "blksize, 65465, 65464",
        "blksize, -1, ''",
        "blksize, 1e12, ''",
        "blksize, 1000000000000, 65464",
        "windowsize, 0, ''",
        "windowsize, 1, 1",
        "windowsize, 65535, 64",
        "windowsize, 65536, ''",
        "timeout, 0, ''",
        "timeout, 1, 1",
        "timeout, 255, 255",
        "timeout, 256, ''",
        "BLKSIZE, 100, 100",
        "WindowSize, 7, 7"
    })
    void t16_options_have_bounds(String option, String asked, String granted) throws IOException {
        try (RawClient client = start(new byte[100])) {
            byte[] answer = client.send(Packets.request(1, "file", "octet", option, asked), at)
                    .receive();
            if (granted.isEmpty()) {
                assertThat(answer).startsWith(0, 3, 0, 1);
            } else {
                String name = option.toLowerCase(Locale.ROOT);
                assertThat(answer).isEqualTo(Packets.bytes("|\6" + name + "|" + granted + "|"));
            }
        }
    }

    @Test
    void t16_of_doubled_options_the_first_counts_and_a_hundred_are_refused() throws IOException {
        try (RawClient client = start(new byte[100])) {
            assertThat(client.send(Packets.request(1, "file", "octet", "blksize", "9", "BlkSize", "10"), at)
                            .receive())
                    .isEqualTo(Packets.bytes("|\6blksize|9|"));
            client.answer(Packets.error(0, ""));
            String[] many = Stream.concat(
                            Stream.of("file", "octet"),
                            IntStream.range(0, 100).boxed().flatMap(i -> Stream.of("o" + i, "1")))
                    .toArray(String[]::new);
            assertThat(client.send(Packets.request(1, many), at).receive()).startsWith(0, 5, 0, 4);
        }
    }

    @Test
    void t16_tsize_is_the_length_in_the_mode_that_was_asked_for() throws IOException {
        try (RawClient client = start("a\nb\n".getBytes())) {
            assertThat(client.send(Packets.request(1, "file", "netascii", "tsize", "0"), at)
                            .receive())
                    .isEqualTo(Packets.bytes("|\6tsize|6|"));
        }
    }

    @Test
    void t17_a_write_request_gets_error_2_and_makes_no_file() throws IOException {
        try (RawClient client = start(new byte[10])) {
            assertThat(client.send(Packets.request(2, "new", "octet"), at).receive())
                    .startsWith(0, 5, 0, 2);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).containsExactly(directory.resolve("file"));
            }
        }
    }

    @Test
    void t17_data_ack_and_oack_to_the_request_port_are_ignored() throws IOException {
        try (RawClient client = start(new byte[10])) {
            for (String stray : List.of("|\3|\1x", "|\4|\1", "|\6blksize|8|", "|\5|\1x|")) {
                client.send(Packets.bytes(stray), at);
            }
            assertThat(client.hearsNothingFor(50)).isTrue();
        }
    }

    @Test
    void t17_a_wrong_tid_gets_error_5_and_the_transfer_lives() throws IOException {
        try (RawClient client = start(new byte[600]);
                RawClient stranger = new RawClient()) {
            client.send(Packets.request(1, "file", "octet"), at).receive();
            assertThat(stranger.send(Packets.ack(1), client.lastSender()).receive())
                    .startsWith(0, 5, 0, 5);
            assertThat(stranger.answer(Packets.error(5, "")).hearsNothingFor(50))
                    .as("errors are not answered")
                    .isTrue();
            assertThat(client.answer(Packets.ack(1)).receive()).startsWith(0, 3, 0, 2);
        }
    }

    @Test
    void t17_acks_of_the_future_the_past_and_the_middle_of_a_window() throws IOException {
        try (RawClient client = start(new byte[100 * 512])) {
            client.send(Packets.request(1, "file", "octet", "windowsize", "4", "timeout", "9"), at)
                    .receive();
            client.answer(Packets.ack(0));
            assertThat(client.receiveBlocks(4)).containsExactly(1, 2, 3, 4);
            client.answer(Packets.ack(5)).answer(Packets.ack(30_000)).answer(Packets.ack(65_535));
            assertThat(client.hearsNothingFor(30)).isTrue();
            client.answer(Packets.ack(2));
            assertThat(client.receiveBlocks(4)).containsExactly(3, 4, 5, 6);
            client.answer(Packets.ack(6)).answer(Packets.ack(1)).answer(Packets.ack(2));
            assertThat(client.receiveBlocks(4)).containsExactly(7, 8, 9, 10);
            assertThat(client.hearsNothingFor(30)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 65_535 * 8 - 1, 65_535 * 8, 65_536 * 8, 65_537 * 8 + 3})
    void t18_lengths_at_every_border_arrive_whole(int sizeBytes) throws IOException {
        byte[] bytes = new byte[sizeBytes];
        new Random(sizeBytes).nextBytes(bytes);
        try (RawClient client = start(bytes)) {
            String block = sizeBytes > 1000 ? "8" : "512";
            assertThat(client.fetch(at, "file", "blksize", block, "windowsize", "64"))
                    .isEqualTo(bytes);
        }
    }

    @Test
    void t18_a_file_that_is_cut_while_it_travels_ends_the_transfer_with_an_error() throws Exception {
        try (RawClient client = start(new byte[2000])) {
            client.send(Packets.request(1, "file", "octet"), at).receive();
            try (RandomAccessFile file =
                    new RandomAccessFile(directory.resolve("file").toFile(), "rw")) {
                file.setLength(700);
            }
            assertThat(client.answer(Packets.ack(1)).receive()).startsWith(0, 5, 0, 0);
            TftpEvent.Failed failed = events.await(TftpEvent.Failed.class);
            assertThat(failed.reason()).contains("cut to 700 bytes");
            assertThat(failed.ackedBytes()).isEqualTo(512);
        }
    }

    @Test
    void t19_a_forged_sender_is_sent_a_few_small_packets_further_and_further_apart() throws Exception {
        try (RawClient victim = start(new byte[1_000_000])) {
            victim.send(Packets.request(1, "file", "octet", "blksize", "65464", "windowsize", "64"), at);
            long before = System.nanoTime();
            events.await(TftpEvent.Failed.class);
            assertThat(System.nanoTime() - before).isGreaterThan(1_900_000_000L);
            List<byte[]> heard = victim.everythingSoFar();
            assertThat(heard).hasSize(3).allSatisfy(packet -> assertThat(packet).hasSizeLessThan(40));
        }
    }

    @Test
    void t19_one_address_has_so_many_transfers_at_once_and_no_more() throws Exception {
        List<RawClient> rack = new ArrayList<>();
        try (RawClient client = start(new byte[10], new TransferLimits(1000, 96))) {
            for (int i = 0; i < 96; i++) {
                rack.add(new RawClient().send(Packets.request(1, "file", "octet"), at));
                assertThat(rack.get(i).receive())
                        .as("machine %d of the rack", i)
                        .startsWith(0, 3, 0, 1);
            }
            client.send(Packets.request(1, "file", "octet"), at);
            assertThat(client.hearsNothingFor(50)).isTrue();
            rack.get(0).answer(Packets.ack(1));
            events.await(TftpEvent.Completed.class);
            assertThat(client.send(Packets.request(1, "file", "octet"), at).receive())
                    .startsWith(0, 3, 0, 1);
        } finally {
            rack.forEach(RawClient::close);
        }
    }

    @Test
    void t20_a_thousand_clients_that_never_acknowledge_hold_up_nobody_and_cost_little() throws Exception {
        List<RawClient> dead = new ArrayList<>();
        try (RawClient client = start(new byte[10_000_000])) {
            System.gc();
            long before = usedBytes();
            for (int i = 0; i < 1000; i++) {
                RawClient one = new RawClient();
                dead.add(one.send(Packets.request(1, "file", "octet", "blksize", "1400", "windowsize", "64"), at));
                one.receive();
                one.answer(Packets.ack(0)); // and from here on nothing
            }
            byte[] got = client.fetch(at, "file", "blksize", "65464", "windowsize", "2");
            assertThat(Arrays.equals(got, new byte[10_000_000])).isTrue();
            System.gc();
            assertThat(usedBytes() - before).isLessThan(32 << 20);
            events.awaitCount(TftpEvent.Failed.class, 1000);
            assertThat(client.fetch(at, "file", "blksize", "65464")).hasSize(10_000_000);
        } finally {
            dead.forEach(RawClient::close);
        }
    }

    @Test
    void t20_the_silent_of_one_address_make_room_for_others_of_it() throws Exception {
        try (RawClient client = start(new byte[10], new TransferLimits(50, 1));
                RawClient silent = new RawClient()) {
            silent.send(Packets.request(1, "file", "octet"), at).receive();
            int tries = 0;
            while (client.send(Packets.request(1, "file", "octet"), at).hearsNothingFor(200)) {
                assertThat(++tries).isLessThan(8);
            }
            assertThat(events.await(TftpEvent.Failed.class).reason()).contains("others wait");
        }
    }

    @Test
    void t20_where_all_places_are_held_by_the_silent_a_new_client_gets_one() throws Exception {
        List<RawClient> dead = new ArrayList<>();
        try (RawClient client = start(new byte[10], new TransferLimits(50, 64))) {
            for (int i = 0; i < 49; i++) {
                dead.add(new RawClient().send(Packets.request(1, "file", "octet"), at));
                dead.get(i).receive();
            }
            int tries = 0;
            try (RawClient last = new RawClient()) {
                last.send(Packets.request(1, "file", "octet"), at).receive();
                while (client.send(Packets.request(1, "file", "octet"), at).hearsNothingFor(200)) {
                    assertThat(++tries).isLessThan(8); // long before the silent are given up
                }
            }
        } finally {
            dead.forEach(RawClient::close);
        }
    }

    private static long usedBytes() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
