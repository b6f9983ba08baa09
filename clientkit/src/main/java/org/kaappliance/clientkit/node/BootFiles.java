package org.kaappliance.clientkit.node;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kernel and initramfs that a clone boots.
 *
 * @param kernel file name in {@code /boot}
 * @param initrd file name in {@code /boot}; some systems have none
 */
record BootFiles(String kernel, Optional<String> initrd) {
    /** Chooses the newest kernel of the names in {@code /boot} and its initramfs, by the names that distributions give. Pure. */
    static Optional<BootFiles> choose(Collection<String> names) {
        return names.stream()
                .filter(name -> name.matches("(vmlinuz|bzImage|kernel)(-.*)?") && !name.contains("rescue"))
                .max(Comparator.comparing(BootFiles::parts, BootFiles::compareParts))
                .map(kernel -> new BootFiles(kernel, initrd(kernel, names)));
    }

    private static Optional<String> initrd(String kernel, Collection<String> names) {
        int dash = kernel.indexOf('-');
        String version = dash < 0 ? "" : kernel.substring(dash);
        return Stream.of(
                        "initrd.img" + version,
                        "initrd" + version,
                        "initramfs" + version + ".img",
                        "initrd" + version + ".img")
                .filter(names::contains)
                .findFirst();
    }

    private static List<String> parts(String name) {
        return List.of(name.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)"));
    }

    /** Numbers by value, so that 6.1.0-10 is newer than 6.1.0-9. */
    private static int compareParts(List<String> a, List<String> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = comparePart(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int comparePart(String a, String b) {
        boolean numbers = a.matches("\\d+") && b.matches("\\d+");
        return numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
    }
}
