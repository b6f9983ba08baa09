package org.kaappliance.appliance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Lease;
import org.kaappliance.dhcp.lease.LeaseStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leases in the state store. A row that cannot be read is skipped and reported. */
public final class StoredLeases implements LeaseStore {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLeases.class);

    private final StateStore store;

    public StoredLeases(StateStore store) {
        this.store = store;
    }

    @Override
    public List<Lease> load() {
        return store.read(StoredLeases::rows);
    }

    static List<Lease> rows(Connection connection) throws SQLException {
        List<Lease> leases = new ArrayList<>();
        try (PreparedStatement s = connection.prepareStatement("SELECT address, mac, expires, state FROM lease");
                ResultSet row = s.executeQuery()) {
            while (row.next()) {
                addRow(row, leases);
            }
        }
        return leases;
    }

    private static void addRow(ResultSet row, List<Lease> leases) throws SQLException {
        try {
            leases.add(new Lease(
                    Ipv4Subnet.address(row.getString(1)),
                    MacAddress.parse(row.getString(2)),
                    Instant.ofEpochMilli(row.getLong(3)),
                    Lease.State.valueOf(row.getString(4))));
        } catch (IllegalArgumentException e) {
            LOG.warn("a lease in the state store cannot be read and is skipped: {}", e.getMessage());
        }
    }

    @Override
    public CompletionStage<Void> save(Lease lease) {
        return store.write(connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "INSERT OR REPLACE INTO lease (address, mac, expires, state) VALUES (?, ?, ?, ?)")) {
                s.setString(1, lease.address().getHostAddress());
                s.setString(2, lease.mac().toString());
                s.setLong(3, lease.expiresAt().toEpochMilli());
                s.setString(4, lease.state().name());
                s.executeUpdate();
            }
        });
    }
}
