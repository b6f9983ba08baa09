package org.kaappliance.appliance.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.kaappliance.relay.SessionKey;

/** The clone jobs in the state store. */
public final class StoredJobs {
    private final StateStore store;
    /** They never change, and are asked for again and again. */
    private final Map<String, SessionKey> keys = new ConcurrentHashMap<>();

    public StoredJobs(StateStore store) {
        this.store = store;
    }

    /** How a job stands. */
    public enum State {
        /** Its nodes are being armed, and nobody was told yet that they are. */
        ARMING,
        RUNNING,
        DONE,
        FAILED
    }

    /** @param order the order as JSON @param key of its sessions */
    public record Row(String id, Instant created, State state, String order, String detail, SessionKey key) {

        /** The same job as it stands now. */
        public Row in(State now, String nowDetail) {
            return new Row(id, created, now, order, nowDetail, key);
        }
    }

    /** All jobs, oldest first. */
    public List<Row> load() {
        return store.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement s = connection.prepareStatement(
                            "SELECT id, created, state, request, detail, session_key FROM job ORDER BY created");
                    ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getString(1),
                            Instant.ofEpochMilli(row.getLong(2)),
                            State.valueOf(row.getString(3)),
                            row.getString(4),
                            row.getString(5),
                            SessionKey.ofHex(row.getString(6))));
                }
            }
            return rows;
        });
    }

    /** The key of a job's sessions; empty when there is no such job. One that was found is never read from the disk again. */
    public Optional<SessionKey> key(String id) {
        Optional<SessionKey> key = Optional.ofNullable(keys.get(id)).or(() -> storedKey(id));
        key.ifPresent(found -> keys.put(id, found));
        return key;
    }

    private Optional<SessionKey> storedKey(String id) {
        return store.read(connection -> {
            try (PreparedStatement s = connection.prepareStatement("SELECT session_key FROM job WHERE id = ?")) {
                s.setString(1, id);
                try (ResultSet row = s.executeQuery()) {
                    return row.next() ? Optional.of(SessionKey.ofHex(row.getString(1))) : Optional.empty();
                }
            }
        });
    }

    public CompletableFuture<Void> save(Row job) {
        return store.write(connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "INSERT OR REPLACE INTO job (id, created, state, request, detail, session_key)"
                            + " VALUES (?, ?, ?, ?, ?, ?)")) {
                s.setString(1, job.id());
                s.setLong(2, job.created().toEpochMilli());
                s.setString(3, job.state().name());
                s.setString(4, job.order());
                s.setString(5, job.detail());
                s.setString(6, job.key().hex());
                s.executeUpdate();
            }
        });
    }
}
