package org.kaappliance.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which disks of machines become which drives. Every rule is conditions as {@link DiskCondition} reads them.
 *
 * @param drives by golden drive ({@code sda}): its rules; a disk that one of them means is meant
 * @param kept disks that are never written
 * @param confirmed serial numbers of all the disks that may be written on this machine; empty: whichever the rules name
 */
public record DiskSettings(Map<String, List<String>> drives, List<String> kept, List<String> confirmed) {
    public static final DiskSettings NONE = new DiskSettings(Map.of(), List.of(), List.of());

    public DiskSettings {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        drives.forEach((drive, rules) -> copy.put(drive, List.copyOf(rules)));
        drives = Collections.unmodifiableSortedMap(copy);
        kept = List.copyOf(kept);
        confirmed = List.copyOf(confirmed);
    }
}
