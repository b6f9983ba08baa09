package org.kaappliance.clientkit.golden;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a partition is for, as its table says.
 *
 * @param code of an MBR one or two hexadecimal digits, lower case, no leading zero: {@code 83}; of a GPT a GUID in lower case
 */
public record PartitionType(String code) {
    // before the constants, which are checked with them
    private static final Pattern MBR = Pattern.compile("[1-9a-f][0-9a-f]?");
    private static final Set<String> EXTENDED_CODES = Set.of("5", "f", "85");

    public static final PartitionType LINUX = new PartitionType("83");
    public static final PartitionType SWAP = new PartitionType("82");
    public static final PartitionType EXTENDED = new PartitionType("5");
    public static final PartitionType GPT_LINUX = new PartitionType("0fc63daf-8483-4772-8e79-3d69d8477de4");
    public static final PartitionType GPT_SWAP = new PartitionType("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f");
    public static final PartitionType GPT_ESP = new PartitionType("c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
    public static final PartitionType GPT_BIOS_BOOT = new PartitionType("21686148-6449-6e6f-744e-656564454649");
    public static final PartitionType GPT_RAID = new PartitionType("a19d880f-05fc-4d3b-a006-743f0f84911e");
    public static final PartitionType GPT_LVM = new PartitionType("e6d6d379-f507-44c2-a23c-238f2a3df928");

    /** @throws IllegalArgumentException when it is neither */
    public PartitionType {
        code = code.toLowerCase(Locale.ROOT);
        if (!MBR.matcher(code).matches()) {
            try {
                code = UUID.fromString(code).toString();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + code + "' is no partition type", e);
            }
        }
    }

    /** @param type 0x01 to 0xff */
    public static PartitionType mbr(int type) {
        return new PartitionType(Integer.toHexString(type));
    }

    public boolean isMbr() {
        return code.length() <= 2;
    }

    /** Swap by either table. */
    public boolean isSwap() {
        return equals(SWAP) || equals(GPT_SWAP);
    }

    /** A container of logical partitions. */
    public boolean isExtended() {
        return EXTENDED_CODES.contains(code);
    }

    /** The partition that UEFI starts from, by either table. */
    public boolean isEsp() {
        return equals(GPT_ESP) || code.equals("ef");
    }

    @Override
    public String toString() {
        return code;
    }
}
