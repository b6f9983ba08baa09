package org.kaappliance.clientkit.node;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a disk, taken apart: the driver, and which of its disks it is. The kernel gives names in the order in which it finds disks,
 * which may differ from start to start.
 *
 * @param kind {@code sd}, {@code vd}, {@code nvme}, {@code mmcblk}; another name is a kind of its own
 * @param index from 0: {@code sda}, {@code nvme0n1}
 */
record DiskName(String kind, int index) {
    private static final Pattern LETTERS = Pattern.compile("(sd|hd|vd|xvd)([a-z]{1,3})");
    private static final Pattern DIGITS = Pattern.compile("(nvme|mmcblk)(\\d{1,4})(n\\d+)?");

    static DiskName parse(String name) {
        Matcher letters = LETTERS.matcher(name);
        if (letters.matches()) {
            return new DiskName(letters.group(1), letterIndex(letters.group(2)));
        }
        Matcher digits = DIGITS.matcher(name);
        return digits.matches()
                ? new DiskName(digits.group(1), Integer.parseInt(digits.group(2)))
                : new DiskName(name, 0);
    }

    /** {@code z} is 25, {@code aa} is 26. */
    private static int letterIndex(String letters) {
        return letters.chars().reduce(0, (sum, letter) -> sum * 26 + letter - 'a' + 1) - 1;
    }
}
