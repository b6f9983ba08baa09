package org.kaappliance.appliance.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of the state store, and their version in SQLite's {@code user_version}. */
final class Schema {
    private static final int VERSION = 3;

    private static final String[] TABLES = {
        "CREATE TABLE node (mac TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, disk TEXT NOT NULL, boots INTEGER NOT NULL,"
                + " failures INTEGER NOT NULL, job TEXT, token TEXT, since INTEGER NOT NULL, detail TEXT NOT NULL,"
                + " arming TEXT NOT NULL DEFAULT 'ONCE')",
        "CREATE TABLE lease (address TEXT PRIMARY KEY, mac TEXT NOT NULL, state TEXT NOT NULL,"
                + " expires INTEGER NOT NULL)",
        "CREATE TABLE job (id TEXT PRIMARY KEY, created INTEGER NOT NULL, state TEXT NOT NULL,"
                + " request TEXT NOT NULL, detail TEXT NOT NULL, session_key TEXT NOT NULL)",
        "CREATE TABLE event (seq INTEGER PRIMARY KEY AUTOINCREMENT, mac TEXT NOT NULL, at INTEGER NOT NULL,"
                + " kind TEXT NOT NULL, text TEXT NOT NULL)",
        "CREATE INDEX event_by_mac ON event (mac, seq)",
    };

    /** Version 1 had jobs without a key: each gets one. */
    private static final String[] FROM_1_TO_2 = {
        "ALTER TABLE job ADD COLUMN session_key TEXT NOT NULL DEFAULT ''",
        "UPDATE job SET session_key = lower(hex(randomblob(32)))",
    };

    /** Version 2 knew no standing switches. */
    private static final String[] FROM_2_TO_3 = {"ALTER TABLE node ADD COLUMN arming TEXT NOT NULL DEFAULT 'ONCE'"};

    private static final List<String[]> STEPS = List.of(FROM_1_TO_2, FROM_2_TO_3);

    private Schema() {}

    static void migrate(Statement s) throws SQLException {
        int version;
        try (ResultSet r = s.executeQuery("PRAGMA user_version")) {
            version = r.getInt(1);
        }
        if (version > VERSION) {
            throw new SQLException("it was written by a newer version of the appliance (schema " + version + ")");
        }
        if (version < VERSION) {
            s.execute("BEGIN");
            for (String[] steps : version == 0 ? List.<String[]>of(TABLES) : STEPS.subList(version - 1, STEPS.size())) {
                for (String step : steps) {
                    s.execute(step);
                }
            }
            s.execute("PRAGMA user_version=" + VERSION);
            s.execute("COMMIT");
        }
    }
}
