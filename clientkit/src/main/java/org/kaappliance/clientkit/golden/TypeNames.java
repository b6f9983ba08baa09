package org.kaappliance.clientkit.golden;

import java.util.Map;

/** What the usual types of partitions are called in a description, by table. */
final class TypeNames {
    private static final Map<String, PartitionType> GPT = Map.of(
            "linux", PartitionType.GPT_LINUX,
            "swap", PartitionType.GPT_SWAP,
            "esp", PartitionType.GPT_ESP,
            "bios-boot", PartitionType.GPT_BIOS_BOOT,
            "raid", PartitionType.GPT_RAID,
            "lvm", PartitionType.GPT_LVM);
    private static final Map<String, PartitionType> DOS = Map.of(
            "linux",
            PartitionType.LINUX,
            "swap",
            PartitionType.SWAP,
            "extended",
            PartitionType.EXTENDED,
            "esp",
            PartitionType.mbr(0xef),
            "raid",
            PartitionType.mbr(0xfd),
            "lvm",
            PartitionType.mbr(0x8e));

    private TypeNames() {}

    /** The name, or the code of a type without one. */
    static String of(PartitionType type, DiskLabel label) {
        return names(label).entrySet().stream()
                .filter(e -> e.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(type.code());
    }

    /** @throws IllegalArgumentException when the table cannot have such a type */
    static PartitionType parse(String text, DiskLabel label) {
        PartitionType named = names(label).get(text);
        PartitionType type = named == null ? new PartitionType(text) : named;
        if (type.isMbr() != (label == DiskLabel.DOS)) {
            throw new IllegalArgumentException("type " + text + " does not fit a " + label.text() + " table");
        }
        return type;
    }

    private static Map<String, PartitionType> names(DiskLabel label) {
        return switch (label) {
            case GPT -> GPT;
            case DOS -> DOS;
        };
    }
}
