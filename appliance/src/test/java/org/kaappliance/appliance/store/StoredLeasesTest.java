package org.kaappliance.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Lease;

class StoredLeasesTest {
    private static final Instant END = Instant.ofEpochMilli(1_800_000_000_123L);
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    @Test
    void a_lease_is_there_after_the_store_was_closed_and_opened_and_the_newest_counts() throws IOException {
        Lease released = new Lease(lease(7).address(), lease(7).mac(), END.minusSeconds(1), Lease.State.RELEASED);
        keep(List.of(lease(7)), List.of(lease(8), released));
        keep(List.of(lease(9)));
        assertThat(stored()).containsExactlyInAnyOrder(released, lease(8), lease(9));
    }

    @Test
    void every_state_and_the_largest_numbers_come_back_as_they_went() throws IOException {
        List<Lease> leases = Stream.of(Lease.State.values())
                .map(state -> new Lease(
                        Ipv4Subnet.ofInt(-1 - state.ordinal()),
                        new MacAddress(0xffff_ffff_ffffL - state.ordinal()),
                        Instant.ofEpochMilli(4_294_967_295_000L),
                        state))
                .toList();
        keep(leases);
        assertThat(stored()).containsExactlyInAnyOrderElementsOf(leases);
    }

    @Test
    void s03_a_damaged_record_is_skipped_and_all_others_are_kept_whichever_octet_is_hit() throws IOException {
        keep(IntStream.range(0, 5).mapToObj(StoredLeasesTest::lease).toList());
        Path file = dir.resolve("leases-1.log");
        byte[] good = Files.readAllBytes(file);
        LeaseSegments segments = new LeaseSegments(dir);
        for (int octet = 2 * LeaseRecord.LENGTH; octet < 3 * LeaseRecord.LENGTH; octet++) {
            byte[] bad = good.clone();
            bad[octet] ^= 0x40;
            Files.write(file, bad);
            assertThat(segments.read(9).values())
                    .as("octet " + octet)
                    .containsExactlyInAnyOrder(lease(0), lease(1), lease(3), lease(4));
        }
    }

    @Test
    void s14_a_log_cut_off_anywhere_or_full_of_anything_is_read_as_far_as_it_is_good() throws IOException {
        keep(IntStream.range(0, 3).mapToObj(StoredLeasesTest::lease).toList());
        Path file = dir.resolve("leases-1.log");
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length <= good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThat(new LeaseSegments(dir).read(9)).as("length " + length).hasSize(length / LeaseRecord.LENGTH);
        }
        byte[] anything = new byte[1_000_001];
        new Random(14).nextBytes(anything);
        Files.write(file, anything);
        assertThat(stored()).isEmpty();
        keep(List.of(lease(3)));
        assertThat(stored()).containsExactly(lease(3));
    }

    @Test
    void s03_what_was_kept_in_the_table_is_taken_over_without_the_rows_that_cannot_be_read() throws IOException {
        try (StateStore store = StateStore.open(dir)) {
            store.write(c -> {
                        execute(c, "INSERT INTO lease VALUES ('10.0.0.300', 'nonsense', 'x', 0)");
                        execute(c, "INSERT INTO lease VALUES ('10.0.0.3', '', 'BOUND', 0)");
                        execute(c, "INSERT INTO lease VALUES (NULL, '52:54:00:00:00:07', 'BOUND', 0)");
                        execute(
                                c,
                                "INSERT INTO lease VALUES ('10.0.0.7', '52:54:00:00:00:07', 'BOUND', "
                                        + END.toEpochMilli() + ")");
                    })
                    .join();
        }
        assertThat(stored()).containsExactly(lease(7));
        assertThat(stored()).as("a second time").containsExactly(lease(7));
    }

    @Test
    void old_files_are_merged_while_the_log_goes_on_and_nothing_is_lost() throws IOException {
        LeaseSegments segments = new LeaseSegments(dir);
        try (LeaseLog log = new LeaseLog(segments, 100L * LeaseRecord.LENGTH)) {
            for (int i = 0; i < 5000; i++) {
                Lease lease = lease(i % 300);
                log.append(List.of(new Lease(lease.address(), lease.mac(), END.plusSeconds(i), lease.state())));
            }
        }
        assertThat(segments.files()).hasSizeLessThanOrEqualTo(2);
        assertThat(segments.read(Integer.MAX_VALUE).values()).hasSize(300).allSatisfy(lease -> {
            int i = Ipv4Subnet.toInt(lease.address()) & 0xffff;
            int last = 4800 + i < 5000 ? 4800 + i : 4500 + i;
            assertThat(lease.expiresAt()).isEqualTo(END.plusSeconds(last));
        });
    }

    @Test
    void what_a_failed_write_has_left_is_taken_away_before_the_next_one() throws IOException {
        LeaseSegments segments = new LeaseSegments(dir);
        try (LeaseLog log = new LeaseLog(segments)) {
            log.append(List.of(lease(1)));
            Thread.currentThread().interrupt(); // closes the file under the write
            assertThatThrownBy(() -> log.append(List.of(lease(2)))).isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
            ByteBuffer left = ByteBuffer.allocate(LeaseRecord.LENGTH);
            LeaseRecord.write(lease(2), left);
            Files.write(segments.file(1), left.array(), StandardOpenOption.APPEND);
            log.append(List.of(lease(3)));
        }
        assertThat(segments.read(Integer.MAX_VALUE).values()).containsExactlyInAnyOrder(lease(1), lease(3));
    }

    @Test
    void nobody_else_reads_what_is_kept_in_a_directory_that_was_there_before() throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path old = Files.createFile(dir.resolve("leases-1.log"));
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r--r--"));
        try (StateStore store = StateStore.open(dir);
                StoredLeases leases = StoredLeases.open(store)) {
            leases.save(List.of(lease(1))).toCompletableFuture().join();
            store.write(connection -> {}).join();
            try (Stream<Path> files = Files.list(dir)) {
                assertThat(files)
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void a_store_that_is_closed_refuses() throws IOException {
        StateStore store = StateStore.open(dir);
        StoredLeases leases = StoredLeases.open(store);
        leases.close();
        store.close();
        assertThatThrownBy(() ->
                        leases.save(List.of(lease(1))).toCompletableFuture().join())
                .hasMessageContaining("closed");
    }

    /** A process of its own saves leases, says which are durable, and is killed with SIGKILL in the middle of that. */
    @Test
    void kill_9_loses_no_lease_that_was_acknowledged() throws IOException, InterruptedException {
        Path said = Files.createFile(dir.resolve("said"));
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        dir.toString())
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Instant deadline = Instant.now().plus(DEADLINE);
        while (acknowledged(said).size() < 20_000
                && writer.isAlive()
                && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        writer.destroyForcibly().waitFor();
        List<Integer> acknowledged = acknowledged(said);
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(20_000);
        List<Lease> stored = stored();
        assertThat(stored)
                .containsAll(acknowledged.stream().map(StoredLeasesTest::lease).toList());
    }

    private static List<Integer> acknowledged(Path said) throws IOException {
        String text = Files.readString(said);
        String complete = text.substring(0, text.lastIndexOf('\n') + 1);
        return complete.lines().map(Integer::valueOf).toList();
    }

    /** Run by the test above; says the numbers in the order in which they are durable. */
    static final class EndlessWriter {
        private EndlessWriter() {}

        public static void main(String[] args) throws IOException {
            try (StateStore store = StateStore.open(Path.of(args[0]));
                    StoredLeases leases = StoredLeases.open(store)) {
                for (int from = 0; from < 10_000_000; from += 50) {
                    List<CompletableFuture<?>> saves = new ArrayList<>();
                    StringBuilder numbers = new StringBuilder();
                    for (int i = from; i < from + 50; i++) {
                        saves.add(leases.save(List.of(lease(i))).toCompletableFuture());
                        numbers.append(i).append('\n');
                    }
                    CompletableFuture.allOf(saves.toArray(CompletableFuture[]::new))
                            .join();
                    System.out.print(numbers);
                    System.out.flush();
                }
            }
        }
    }

    private static Lease lease(int i) {
        return new Lease(
                Ipv4Subnet.ofInt(0x0a000000 + i), new MacAddress(0x5254_0000_0000L + i), END, Lease.State.BOUND);
    }

    @SafeVarargs
    private void keep(List<Lease>... saves) throws IOException {
        try (StateStore store = StateStore.open(dir);
                StoredLeases leases = StoredLeases.open(store)) {
            for (List<Lease> save : saves) {
                leases.save(save).toCompletableFuture().join();
            }
        }
    }

    private List<Lease> stored() throws IOException {
        try (StateStore store = StateStore.open(dir);
                StoredLeases leases = StoredLeases.open(store)) {
            return leases.load();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
