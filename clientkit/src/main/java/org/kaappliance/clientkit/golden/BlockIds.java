package org.kaappliance.clientkit.golden;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code blkid} knows of a block device of the golden node.
 *
 * @param type of what lies there: {@code ext4}, {@code swap}, {@code crypto_LUKS}, {@code LVM2_member}
 * @param uuid of the file system or swap area, or the number of a FAT, as written
 * @param label of the file system or swap area
 * @param partUuid of the partition, as written
 * @param partLabel name of the GPT entry
 */
record BlockIds(
        Optional<String> type,
        Optional<String> uuid,
        Optional<String> label,
        Optional<String> partUuid,
        Optional<String> partLabel) {
    static final BlockIds UNKNOWN =
            new BlockIds(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Reads the output of {@code blkid -o export}: {@code KEY=value} lines, records separated by blank lines. Keys: {@code sda2}. */
    static Map<String, BlockIds> parseExport(String text) {
        Map<String, BlockIds> devices = new HashMap<>();
        for (String block : text.split("\n\\s*\n")) {
            Map<String, String> keys = new HashMap<>();
            block.lines().filter(l -> l.contains("=")).forEach(l -> {
                int eq = l.indexOf('=');
                keys.put(l.substring(0, eq), l.substring(eq + 1).replaceAll("\\\\(.)", "$1"));
            });
            String device = keys.getOrDefault("DEVNAME", "");
            if (device.startsWith("/dev/")) {
                devices.put(device.substring(5), of(keys));
            }
        }
        return devices;
    }

    /** These, but for what {@code lsblk} knows better: {@code blkid} spells what is not ASCII. */
    BlockIds orElse(Map<String, String> lsblk) {
        return new BlockIds(
                type,
                uuid,
                label.isEmpty() ? label : given(lsblk, "LABEL").or(() -> label),
                partUuid,
                given(lsblk, "PARTLABEL").or(() -> partLabel));
    }

    private static Optional<String> given(Map<String, String> lsblk, String key) {
        return Optional.ofNullable(lsblk.get(key)).filter(value -> !value.isEmpty());
    }

    private static BlockIds of(Map<String, String> keys) {
        return new BlockIds(
                Optional.ofNullable(keys.get("TYPE")),
                Optional.ofNullable(keys.get("UUID")),
                Optional.ofNullable(keys.get("LABEL")),
                Optional.ofNullable(keys.get("PARTUUID")),
                Optional.ofNullable(keys.get("PARTLABEL")));
    }
}
