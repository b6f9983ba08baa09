package org.kaappliance.dhcp.lease;

import java.net.Inet4Address;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/**
 * The leases in columns, one row an address, and the row that each machine had last in each subnet. A row is never removed: there are as many as
 * addresses that were ever given. A row takes some 80 octets, its indexes included.
 */
final class LeaseRows {
    static final int NONE = LongIntIndex.ABSENT;
    private static final Lease.State[] STATES = Lease.State.values();

    private final LongIntIndex byAddress = new LongIntIndex();
    private final LongIntIndex lastOfMac = new LongIntIndex();
    private int[] addresses = new int[64];
    private long[] macs = new long[64];
    private long[] freeAtMillis = new long[64];
    private byte[] states = new byte[64];
    /** Where the row stands in its pool's {@link LongestFree}; {@link #NONE} when it does not. */
    private int[] heapPlaces = new int[64];

    private final IntUnaryOperator subnetNumber;
    private int size;

    /** @param subnetNumber of an address, at most 15 bits */
    LeaseRows(IntUnaryOperator subnetNumber) {
        this.subnetNumber = subnetNumber;
    }

    int size() {
        return size;
    }

    int rowOf(int address) {
        return byAddress.get(Integer.toUnsignedLong(address));
    }

    /**
     * The row of the address that the machine has, or had last, in the subnet of an address; {@link #NONE} when that is with
     * another machine now. Two machines in two subnets may have one hardware address.
     */
    int lastRowOf(MacAddress mac, int addressInSubnet) {
        return lastOfMac.get(inSubnet(mac.bits(), addressInSubnet));
    }

    void forgetLast(MacAddress mac, int row) {
        forgetLast(mac.bits(), row);
    }

    private void forgetLast(long mac, int row) {
        long key = inSubnet(mac, addresses[row]);
        if (lastOfMac.get(key) == row) {
            lastOfMac.remove(key);
        }
    }

    private long inSubnet(long mac, int address) {
        return (long) subnetNumber.applyAsInt(address) << 48 | mac;
    }

    void put(Lease lease) {
        int address = Ipv4Subnet.toInt(lease.address());
        int row = rowOf(address);
        if (row == NONE) {
            row = append(address);
        } else if (macs[row] != lease.mac().bits()) {
            forgetLast(macs[row], row);
        }
        macs[row] = lease.mac().bits();
        freeAtMillis[row] = lease.expiresAt().toEpochMilli();
        states[row] = (byte) lease.state().ordinal();
        if (lease.state() != Lease.State.DECLINED) {
            lastOfMac.put(inSubnet(lease.mac().bits(), address), row);
        }
    }

    private int append(int address) {
        if (size == addresses.length) {
            int more = 2 * size;
            addresses = Arrays.copyOf(addresses, more);
            macs = Arrays.copyOf(macs, more);
            freeAtMillis = Arrays.copyOf(freeAtMillis, more);
            states = Arrays.copyOf(states, more);
            heapPlaces = Arrays.copyOf(heapPlaces, more);
        }
        addresses[size] = address;
        heapPlaces[size] = NONE;
        byAddress.put(Integer.toUnsignedLong(address), size);
        return size++;
    }

    int address(int row) {
        return addresses[row];
    }

    MacAddress mac(int row) {
        return new MacAddress(macs[row]);
    }

    boolean isOf(MacAddress mac, int row) {
        return macs[row] == mac.bits();
    }

    Lease.State state(int row) {
        return STATES[states[row]];
    }

    /** When the address is free, or has been free since. */
    long freeAtMillis(int row) {
        return freeAtMillis[row];
    }

    /** As {@link Lease#isActive}. */
    boolean isActive(int row, Instant now) {
        return state(row) != Lease.State.RELEASED && now.toEpochMilli() < freeAtMillis[row];
    }

    Lease lease(int row) {
        Inet4Address address = Ipv4Subnet.ofInt(addresses[row]);
        return new Lease(address, mac(row), Instant.ofEpochMilli(freeAtMillis[row]), state(row));
    }

    int heapPlace(int row) {
        return heapPlaces[row];
    }

    void setHeapPlace(int row, int place) {
        heapPlaces[row] = place;
    }
}
