package org.kaappliance.appliance.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.DiskState;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node records in the state store, and the events that led to them. */
public final class StoredNodes {
    private static final Logger LOG = LoggerFactory.getLogger(StoredNodes.class);

    /** How many events of a machine are kept. */
    private static final int EVENTS_KEPT = 200;

    private final StateStore store;

    public StoredNodes(StateStore store) {
        this.store = store;
    }

    /** Something that happened to a machine. @param at when, wall clock @param kind one short word @param text for people */
    public record Event(MacAddress mac, Instant at, String kind, String text) {}

    /** All records. A row that cannot be read is skipped and reported: its machine is unknown again, and so never cloned. */
    public List<NodeRecord> load() {
        return store.read(connection -> {
            List<NodeRecord> records = new ArrayList<>();
            try (PreparedStatement s = connection.prepareStatement(
                            "SELECT mac, name, state, disk, boots, failures, job, token, since, detail, arming FROM node");
                    ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    addRow(row, records);
                }
            }
            return records;
        });
    }

    private static void addRow(ResultSet row, List<NodeRecord> records) throws SQLException {
        try {
            records.add(new NodeRecord(
                    MacAddress.parse(row.getString(1)),
                    row.getString(2),
                    NodeState.valueOf(row.getString(3)),
                    DiskState.valueOf(row.getString(4)),
                    row.getInt(5),
                    row.getInt(6),
                    Optional.ofNullable(row.getString(7)),
                    Optional.ofNullable(row.getString(8)),
                    Arming.valueOf(row.getString(11)),
                    Instant.ofEpochMilli(row.getLong(9)),
                    row.getString(10)));
        } catch (IllegalArgumentException e) {
            LOG.warn("a node in the state store cannot be read and is skipped: {}", e.getMessage());
        }
    }

    /** Stores a record together with the event that made it. */
    public CompletableFuture<Void> save(NodeRecord node, Event event) {
        return store.write(connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "INSERT OR REPLACE INTO node (mac, name, state, disk, boots, failures, job, token, since, detail,"
                            + " arming) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                s.setString(1, node.mac().toString());
                s.setString(2, node.name());
                s.setString(3, node.state().name());
                s.setString(4, node.disk().name());
                s.setInt(5, node.boots());
                s.setInt(6, node.failures());
                s.setString(7, node.job().orElse(null));
                s.setString(8, node.token().orElse(null));
                s.setLong(9, node.since().toEpochMilli());
                s.setString(10, node.detail());
                s.setString(11, node.arming().name());
                s.executeUpdate();
            }
            insert(connection, event);
        });
    }

    /** Stores an event that changes no record. Nobody waits for it. */
    public void note(Event event) {
        store.write(connection -> insert(connection, event));
    }

    private static void insert(java.sql.Connection connection, Event event) throws SQLException {
        try (PreparedStatement s =
                connection.prepareStatement("INSERT INTO event (mac, at, kind, text) VALUES (?, ?, ?, ?)")) {
            s.setString(1, event.mac().toString());
            s.setLong(2, event.at().toEpochMilli());
            s.setString(3, event.kind());
            s.setString(4, event.text());
            s.executeUpdate();
        }
        try (PreparedStatement s =
                connection.prepareStatement("DELETE FROM event WHERE mac = ? AND seq <= (SELECT seq FROM"
                        + " event WHERE mac = ? ORDER BY seq DESC LIMIT 1 OFFSET " + EVENTS_KEPT + ")")) {
            s.setString(1, event.mac().toString());
            s.setString(2, event.mac().toString());
            s.executeUpdate();
        }
    }

    /** The last events of a machine, oldest first. */
    public List<Event> events(MacAddress mac, int most) {
        return store.read(connection -> {
            List<Event> events = new ArrayList<>();
            try (PreparedStatement s = connection.prepareStatement(
                    "SELECT at, kind, text FROM (SELECT seq, at, kind, text FROM event WHERE mac = ?"
                            + " ORDER BY seq DESC LIMIT ?) ORDER BY seq")) {
                s.setString(1, mac.toString());
                s.setInt(2, most);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        events.add(new Event(
                                mac, Instant.ofEpochMilli(row.getLong(1)), row.getString(2), row.getString(3)));
                    }
                }
            }
            return events;
        });
    }

    /** The last event of every machine that has any. */
    public Map<MacAddress, Event> lastEvents() {
        return store.read(connection -> {
            Map<MacAddress, Event> events = new HashMap<>();
            try (PreparedStatement s = connection.prepareStatement("SELECT mac, at, kind, text FROM event"
                            + " WHERE seq IN (SELECT MAX(seq) FROM event GROUP BY mac)");
                    ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    MacAddress mac = MacAddress.parse(row.getString(1));
                    events.put(
                            mac,
                            new Event(mac, Instant.ofEpochMilli(row.getLong(2)), row.getString(3), row.getString(4)));
                }
            }
            return events;
        });
    }
}
