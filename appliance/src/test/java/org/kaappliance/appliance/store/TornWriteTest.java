package org.kaappliance.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.DiskState;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.slf4j.LoggerFactory;

/** The last write, cut off anywhere, as a power cut may leave it. */
@Timeout(120)
class TornWriteTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");

    @TempDir
    private Path dir;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private byte[] database;
    private byte[] journal;
    private int begin;

    @BeforeEach
    void twoWritesTheLastOfWhichSwitchesANodeToItsDisk() throws IOException {
        Path state = dir.resolve("state");
        try (StateStore store = StateStore.open(state)) {
            StoredNodes nodes = new StoredNodes(store);
            save(nodes, NodeState.ARMED);
            begin = Math.toIntExact(Files.size(state.resolve("state.db-wal")));
            save(nodes, NodeState.DONE);
            database = Files.readAllBytes(state.resolve("state.db"));
            journal = Files.readAllBytes(state.resolve("state.db-wal"));
        }
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void detach() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(WriteAheadLog.class);
    }

    private static void save(StoredNodes nodes, NodeState state) {
        NodeRecord record = new NodeRecord(
                MAC,
                "node1",
                state,
                DiskState.WHOLE,
                0,
                0,
                Optional.of("7"),
                Optional.of("cafe"),
                Arming.ONCE,
                Instant.EPOCH,
                "");
        nodes.save(record, new StoredNodes.Event(MAC, Instant.EPOCH, state.name(), ""))
                .join();
    }

    private NodeState afterOpening(byte[] left) throws IOException {
        Path state = Files.createDirectories(dir.resolve("cut"));
        Files.deleteIfExists(state.resolve("state.db-shm"));
        Files.write(state.resolve("state.db"), database);
        Files.write(state.resolve("state.db-wal"), left);
        log.list.clear();
        try (StateStore store = StateStore.open(state)) {
            return new StoredNodes(store).load().get(0).state();
        }
    }

    @Test
    void a_last_write_cut_off_at_any_byte_has_not_happened_and_is_warned_about() throws IOException {
        assertThat(journal.length).isGreaterThan(begin + 4096);
        assertThat(afterOpening(Arrays.copyOf(journal, begin))).isEqualTo(NodeState.ARMED);
        assertThat(log.list).as("nothing is cut off").isEmpty();
        for (int length = begin + 1; length < journal.length; length += step(length)) {
            assertThat(afterOpening(Arrays.copyOf(journal, length)))
                    .as("cut off after %d of %d bytes", length - begin, journal.length - begin)
                    .isEqualTo(NodeState.ARMED);
            assertThat(log.list)
                    .as("%d bytes", length - begin)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains("cut off", "ignored"));
        }
        assertThat(afterOpening(journal)).isEqualTo(NodeState.DONE);
        assertThat(log.list).isEmpty();
    }

    @Test
    void a_last_write_of_which_a_power_cut_left_only_the_length_is_warned_about() throws IOException {
        byte[] zeroed = Arrays.copyOf(Arrays.copyOf(journal, begin), journal.length);
        assertThat(afterOpening(zeroed)).isEqualTo(NodeState.ARMED);
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).contains("cut off", "ignored"));
    }

    /** Every byte of the frames' headers and of the end, every 31st of their pages, which are one checksum each. */
    private int step(int length) {
        int inFrame = (length - begin) % (24 + 4096);
        return inFrame < 24 || inFrame > 4096 || journal.length - length < 64 ? 1 : 31;
    }

    @Test
    void what_an_older_journal_left_behind_is_no_torn_write() throws IOException {
        Path state = dir.resolve("old");
        try (StateStore store = StateStore.open(state)) {
            StoredNodes nodes = new StoredNodes(store);
            for (int i = 0; i < 5; i++) {
                save(nodes, NodeState.ARMED);
            }
            store.read(c -> {
                c.commit();
                c.setAutoCommit(true);
                try (var s = c.createStatement()) {
                    s.execute("PRAGMA wal_checkpoint(PASSIVE)");
                }
                c.setAutoCommit(false);
                return 0;
            });
            save(nodes, NodeState.DONE); // begins the journal anew, over the old frames
            database = Files.readAllBytes(state.resolve("state.db"));
            journal = Files.readAllBytes(state.resolve("state.db-wal"));
        }
        assertThat(afterOpening(journal)).isEqualTo(NodeState.DONE);
        assertThat(log.list).isEmpty();
    }
}
