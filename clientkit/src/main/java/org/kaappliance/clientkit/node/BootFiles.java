package org.kaappliance.clientkit.node;

import java.util.Collection;
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
                .max(new NaturalOrder())
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
}
