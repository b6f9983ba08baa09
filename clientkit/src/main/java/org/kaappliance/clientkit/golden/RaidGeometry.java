package org.kaappliance.clientkit.golden;

import java.util.List;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;

/**
 * How the members of an array share its data.
 *
 * @param members how many
 * @param dataMembers how many of them the data fills once
 */
record RaidGeometry(int members, int dataMembers) {
    /** Superblock, bitmap, and what mdadm 4 keeps free for a later reshape: some thousandth. */
    private static final long FIXED_MIB = 4;

    private static final long SHARE = 500;

    /** @throws IllegalArgumentException when the level is unknown or the members are too few for it */
    static RaidGeometry of(RaidArray raid) {
        int n = raid.members().size();
        int data = switch (raid.level()) {
            case "0", "linear" -> n;
            case "1" -> Math.min(n, 1);
            case "4", "5" -> n - 1;
            case "6" -> n - 2;
            case "10" -> n / 2;
            default -> throw new IllegalArgumentException("unknown RAID level " + raid.level());
        };
        if (data < 1) {
            throw new IllegalArgumentException(
                    raid.array() + ": RAID " + raid.level() + " is not made of " + n + " members");
        }
        return new RaidGeometry(n, data);
    }

    /** The least size of a member for an array of so much. */
    long memberMib(long arrayMib) {
        long share = (arrayMib + dataMembers - 1) / dataMembers;
        return share + share / SHARE + FIXED_MIB + 1;
    }

    /** At least so much has the array; its smallest member counts. */
    long arrayMib(List<Long> memberMib) {
        long smallest = memberMib.stream().mapToLong(Long::longValue).min().orElse(0);
        return Math.max(0, smallest - smallest / SHARE - FIXED_MIB) * dataMembers;
    }
}
