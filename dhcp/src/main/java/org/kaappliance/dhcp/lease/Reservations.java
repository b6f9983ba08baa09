package org.kaappliance.dhcp.lease;

import java.net.Inet4Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.plan.Reservation;

/** The machines that are known, found by hardware address and by address. */
public final class Reservations {
    private final Map<MacAddress, Reservation> byMac = new HashMap<>();
    private final Map<Inet4Address, Reservation> byAddress = new HashMap<>();

    public Reservations(List<Reservation> all) {
        for (Reservation reservation : all) {
            reservation.macs().forEach(mac -> byMac.put(mac, reservation));
            reservation.address().ifPresent(address -> byAddress.put(address, reservation));
        }
    }

    public Optional<Reservation> of(MacAddress mac) {
        return Optional.ofNullable(byMac.get(mac));
    }

    public Optional<String> nameOf(MacAddress mac) {
        return of(mac).map(Reservation::name);
    }

    public Optional<Inet4Address> addressOf(MacAddress mac) {
        return of(mac).flatMap(Reservation::address);
    }

    public boolean isReserved(Inet4Address address) {
        return byAddress.containsKey(address);
    }

    public boolean isReservedFor(MacAddress mac, Inet4Address address) {
        Reservation reservation = byAddress.get(address);
        return reservation != null && reservation.macs().contains(mac);
    }

    /** Cards of one machine with a reserved address share it, so none of them keeps it from the others. */
    public boolean isSameMachine(MacAddress a, MacAddress b) {
        Reservation reservation = byMac.get(a);
        return a.equals(b) || reservation != null && reservation == byMac.get(b);
    }
}
