package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.Optional;

/** The number of a system by which its parts know the machine (machine-id(5)). */
public final class MachineId {
    private static final String SYSTEMD = "/etc/machine-id";
    private static final String DBUS = "/var/lib/dbus/machine-id";

    private MachineId() {}

    /** What it is; empty when there is none yet, so that the first start makes one. */
    public static Optional<String> of(SystemTree tree) throws IOException {
        for (String path : new String[] {SYSTEMD, DBUS}) {
            Optional<String> id = tree.read(path).map(String::trim).filter(text -> text.matches("[0-9a-f]{32}"));
            if (id.isPresent()) {
                return id;
            }
        }
        return Optional.empty();
    }

    /**
     * Puts another in the place of the golden one. Not an empty file: systemd would take the start after it for the first one and switch services to
     * their presets. A golden system that is prepared for a first start (no file, an empty one, {@code uninitialized}) stays so.
     *
     * @param id 32 hexadecimal digits
     */
    public static void renew(SystemTree tree, String id) throws IOException {
        for (String path : new String[] {SYSTEMD, DBUS}) {
            boolean golden = tree.read(path)
                    .filter(text -> text.trim().matches("[0-9a-f]{32}"))
                    .isPresent();
            if (golden && !tree.isLink(path)) {
                tree.write(path, id + "\n");
            }
        }
    }
}
