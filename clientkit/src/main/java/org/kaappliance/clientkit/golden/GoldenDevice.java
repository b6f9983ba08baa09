package org.kaappliance.clientkit.golden;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A partition by its Linux name.
 *
 * @param drive {@code sda}, {@code nvme0n1}, {@code cciss/c0d0}
 * @param partition its number
 */
public record GoldenDevice(String drive, int partition) {
    private static final Pattern LETTERS = Pattern.compile("((?:sd|hd|vd|xvd)[a-z]+)([1-9]\\d{0,2})");
    private static final Pattern DIGITS =
            Pattern.compile("((?:nvme\\d+n|mmcblk|loop|nbd|cciss/c\\d+d)\\d+)p([1-9]\\d{0,2})");

    private static final Pattern DRIVE =
            Pattern.compile("(?:sd|hd|vd|xvd)[a-z]+|(?:nvme\\d+n|mmcblk|cciss/c\\d+d)\\d+");

    /** Whether this is the name of a whole drive of a machine: {@code sda}, {@code nvme0n1}, {@code mmcblk0}, {@code cciss/c0d0}. */
    static boolean isDrive(String name) {
        return DRIVE.matcher(name).matches();
    }

    /** Reads {@code sda2}, {@code nvme0n1p2}; anything else is empty. */
    public static Optional<GoldenDevice> parse(String name) {
        for (Pattern pattern : new Pattern[] {LETTERS, DIGITS}) {
            Matcher m = pattern.matcher(name);
            if (m.matches()) {
                return Optional.of(new GoldenDevice(m.group(1), Integer.parseInt(m.group(2))));
            }
        }
        return Optional.empty();
    }

    /** The device file of a partition on a disk: a {@code p} stands between when the disk's name ends in a digit. */
    public static String path(String disk, int partition) {
        String between = Character.isDigit(disk.charAt(disk.length() - 1)) ? "p" : "";
        return "/dev/" + disk + between + partition;
    }

    /** {@code /dev/sda2}. */
    public String path() {
        return path(drive, partition);
    }
}
