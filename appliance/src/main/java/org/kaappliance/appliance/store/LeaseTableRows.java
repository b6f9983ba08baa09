package org.kaappliance.appliance.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table in which leases were kept before there was a log. A row that cannot be read is skipped and reported. */
final class LeaseTableRows {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseTableRows.class);

    private LeaseTableRows() {}

    static List<Lease> all(Connection connection) throws SQLException {
        List<Lease> leases = new ArrayList<>();
        try (Statement s = connection.createStatement();
                ResultSet row = s.executeQuery("SELECT address, mac, expires, state FROM lease")) {
            while (row.next()) {
                add(row, leases);
            }
        }
        return leases;
    }

    private static void add(ResultSet row, List<Lease> leases) throws SQLException {
        try {
            leases.add(new Lease(
                    Ipv4Subnet.address(row.getString(1)),
                    MacAddress.parse(row.getString(2)),
                    Instant.ofEpochMilli(row.getLong(3)),
                    Lease.State.valueOf(row.getString(4))));
        } catch (IllegalArgumentException | NullPointerException e) {
            LOG.warn("a lease in the state store cannot be read and is skipped: {}", e.getMessage());
        }
    }

    static void clear(Connection connection) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.executeUpdate("DELETE FROM lease");
        }
    }
}
