package org.kaappliance.appliance.control;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.lease.Lease;

/**
 * A lease as {@code dhcp leases} shows it.
 *
 * @param name empty text when the machine has none of its own
 * @param state {@code bound}, {@code expired}, {@code released} or {@code declined}
 * @param expires milliseconds since 1970; of a declined address the end of its probation
 */
public record LeaseRow(String address, String mac, String name, String state, long expires) {

    /** All of them, by address. @param nameOf a machine's name; the hardware address counts as none */
    public static List<LeaseRow> of(List<Lease> leases, Function<MacAddress, String> nameOf, Instant now) {
        return leases.stream()
                .sorted(Comparator.comparingLong(lease -> Integer.toUnsignedLong(Ipv4Subnet.toInt(lease.address()))))
                .map(lease -> of(lease, nameOf.apply(lease.mac()), now))
                .toList();
    }

    private static LeaseRow of(Lease lease, String name, Instant now) {
        String state = lease.state().name().toLowerCase(Locale.ROOT);
        String mac = lease.mac().toString();
        return new LeaseRow(
                lease.address().getHostAddress(),
                mac,
                name.equals(mac) ? "" : name,
                lease.state() == Lease.State.RELEASED || lease.isActive(now) ? state : "expired",
                lease.expiresAt().toEpochMilli());
    }
}
