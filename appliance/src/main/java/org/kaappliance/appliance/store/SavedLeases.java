package org.kaappliance.appliance.store;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Lease;

/**
 * The leases of an appliance that does not run, and the names of its machines. Changes nothing.
 *
 * @param names of machines that have one
 */
public record SavedLeases(List<Lease> leases, Map<MacAddress, String> names) {

    /** @throws IOException one line that says what to do: no state there, or not readable */
    public static SavedLeases read(Path directory) throws IOException {
        Path file = directory.resolve("state.db");
        if (!Files.isReadable(file)) {
            throw new IOException("no state to read in " + directory
                    + ": no appliance has run with these settings (see --config), or you may not read it (be root)");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro")) {
            return new SavedLeases(leases(directory, connection), names(connection));
        } catch (SQLException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The log wins over what a version before it has left in the database. */
    private static List<Lease> leases(Path directory, Connection connection) throws IOException, SQLException {
        Map<Inet4Address, Lease> leases = new HashMap<>();
        LeaseTableRows.all(connection).forEach(lease -> leases.put(lease.address(), lease));
        leases.putAll(new LeaseSegments(directory).read(Integer.MAX_VALUE));
        return List.copyOf(leases.values());
    }

    private static Map<MacAddress, String> names(Connection connection) throws SQLException {
        Map<MacAddress, String> names = new HashMap<>();
        try (Statement s = connection.createStatement();
                ResultSet row = s.executeQuery("SELECT mac, name FROM node")) {
            while (row.next()) {
                names.put(MacAddress.parse(row.getString(1)), row.getString(2));
            }
        } catch (IllegalArgumentException e) {
            throw new SQLException("a machine's hardware address is " + e.getMessage(), e);
        }
        return names;
    }
}
