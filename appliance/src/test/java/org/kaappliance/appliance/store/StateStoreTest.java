package org.kaappliance.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

class StateStoreTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");

    @TempDir
    private Path dir;

    @Test
    void events_are_kept_in_order_and_bounded() throws IOException {
        try (StateStore store = StateStore.open(dir)) {
            StoredNodes nodes = new StoredNodes(store);
            for (int i = 0; i < 700; i++) {
                nodes.note(new StoredNodes.Event(MAC, Instant.ofEpochMilli(i), "K", "event " + i));
            }
            store.write(c -> {}).join();
            List<StoredNodes.Event> events = nodes.events(MAC, 1000);
            assertThat(events).hasSize(200);
            assertThat(events.get(0).text()).isEqualTo("event 500");
            assertThat(events.get(199).text()).isEqualTo("event 699");
        }
    }

    @Test
    void a_write_that_fails_takes_back_only_itself() throws IOException {
        try (StateStore store = StateStore.open(dir)) {
            store.write(c -> {}).join();
            List<CompletableFuture<Void>> writes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String sql = i == 7
                        ? "INSERT INTO lease VALUES ('half done', 'x', 'x', 0); "
                        : "INSERT INTO lease VALUES ('10.0.0." + i + "', 'x', 'x', 0)";
                boolean fails = i == 7;
                writes.add(store.write(c -> {
                    execute(c.createStatement(), sql);
                    if (fails) {
                        throw new SQLException("made to fail");
                    }
                }));
            }
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Void> write = writes.get(i);
                if (i == 7) {
                    assertThatThrownBy(write::join)
                            .isInstanceOf(CompletionException.class)
                            .hasMessageContaining("made to fail");
                } else {
                    write.join();
                }
            }
            assertThat(count(store)).isEqualTo(19);
        }
    }

    @Test
    void a_commit_that_fails_takes_its_batch_back_and_the_store_goes_on() throws IOException {
        try (StateStore store = StateStore.open(dir)) {
            // a deferred foreign key is checked at COMMIT, which makes the commit fail and leaves its transaction open
            store.write(c -> execute(
                            c.createStatement(),
                            "CREATE TABLE child (p TEXT REFERENCES lease (address)"
                                    + " DEFERRABLE INITIALLY DEFERRED)"))
                    .join();
            store.read(c -> {
                c.commit();
                c.setAutoCommit(true);
                execute(c.createStatement(), "PRAGMA foreign_keys=ON");
                c.setAutoCommit(false);
                return 0;
            });
            CompletableFuture<Void> orphan =
                    store.write(c -> execute(c.createStatement(), "INSERT INTO child VALUES ('10.0.0.77')"));
            assertThatThrownBy(orphan::join).hasMessageContaining("cannot commit");
            store.write(c -> execute(c.createStatement(), "INSERT INTO lease VALUES ('10.0.0.1', 'x', 'x', 0)"))
                    .join();
            assertThat(count(store)).isEqualTo(1);
        }
        try (StateStore store = StateStore.open(dir)) {
            assertThat(count(store)).isEqualTo(1);
        }
    }

    @Test
    void jobs_of_a_store_from_before_there_were_keys_get_one_each() throws IOException {
        try (StateStore store = StateStore.open(dir)) {
            store.write(c -> {
                        execute(c.createStatement(), "ALTER TABLE job DROP COLUMN session_key");
                        execute(c.createStatement(), "INSERT INTO job VALUES ('1', 7, 'RUNNING', '{}', '')");
                        execute(c.createStatement(), "INSERT INTO job VALUES ('2', 8, 'DONE', '{}', '')");
                        execute(c.createStatement(), "ALTER TABLE node DROP COLUMN arming");
                        execute(c.createStatement(), "PRAGMA user_version=1");
                    })
                    .join();
        }
        List<StoredJobs.Row> rows;
        try (StateStore store = StateStore.open(dir)) {
            rows = new StoredJobs(store).load();
        }
        assertThat(rows).extracting(StoredJobs.Row::id).containsExactly("1", "2");
        assertThat(rows).extracting(row -> row.key().secret().length).containsOnly(32);
        assertThat(rows.get(0).key()).isNotEqualTo(rows.get(1).key());
        try (StateStore store = StateStore.open(dir)) {
            assertThat(new StoredJobs(store).load()).as("a second time").isEqualTo(rows);
        }
    }

    @Test
    void a_second_appliance_on_the_same_directory_is_refused_with_what_to_do() throws IOException {
        StateStore first = StateStore.open(dir);
        assertThatThrownBy(() -> StateStore.open(dir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another appliance uses")
                .hasMessageContaining("state.directory");
        first.close();
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_left_as_it_is() throws IOException {
        Files.writeString(dir.resolve("state.db"), "this is a letter to my grandmother, and not a database at all");
        assertThatThrownBy(() -> StateStore.open(dir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("move it away");
        assertThat(Files.readString(dir.resolve("state.db"))).startsWith("this is a letter");
    }

    /** A process of its own writes node records, says which are durable, and is killed with SIGKILL in the middle. */
    @Test
    void kill_9_loses_no_record_that_was_acknowledged() throws IOException, InterruptedException {
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
        while (acknowledged(said) < 300 && writer.isAlive()) {
            Thread.onSpinWait();
        }
        writer.destroyForcibly().waitFor();
        int acknowledged = acknowledged(said);
        assertThat(acknowledged).isGreaterThanOrEqualTo(300);
        try (StateStore store = StateStore.open(dir)) {
            List<NodeRecord> records = new StoredNodes(store).load();
            assertThat(records).singleElement();
            assertThat(records.get(0).boots()).isBetween(acknowledged, acknowledged + 1);
            assertThat(records.get(0).state()).isEqualTo(NodeState.BOOTING);
        }
    }

    /** The last number whose line is complete. */
    private static int acknowledged(Path said) throws IOException {
        String text = Files.readString(said);
        int end = text.lastIndexOf('\n');
        return end < 0 ? 0 : Integer.parseInt(text.substring(text.lastIndexOf('\n', end - 1) + 1, end));
    }

    /** Run by the test above. */
    static final class EndlessWriter {
        private EndlessWriter() {}

        public static void main(String[] args) throws IOException {
            try (StateStore store = StateStore.open(Path.of(args[0]))) {
                StoredNodes nodes = new StoredNodes(store);
                for (int i = 1; i > 0; i++) {
                    NodeRecord record = new NodeRecord(
                            MAC,
                            "node1",
                            NodeState.BOOTING,
                            org.kaappliance.pxemenu.DiskState.WHOLE,
                            i,
                            0,
                            java.util.Optional.of("1"),
                            java.util.Optional.empty(),
                            org.kaappliance.pxemenu.Arming.ONCE,
                            Instant.EPOCH,
                            "");
                    nodes.save(record, new StoredNodes.Event(MAC, Instant.EPOCH, "BOOTING", "boot " + i))
                            .join();
                    System.out.println(i);
                }
            }
        }
    }

    private static void execute(Statement statement, String sql) throws SQLException {
        try (statement) {
            statement.execute(sql);
        }
    }

    private static int count(StateStore store) {
        return store.read(c -> {
            try (Statement s = c.createStatement();
                    ResultSet r = s.executeQuery("SELECT count(*) FROM lease")) {
                return r.getInt(1);
            }
        });
    }
}
