package org.kaappliance.appliance.rehearse;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of what a rehearsal makes on this host: {@code ka-rehearse-<process id>}, and for directories something random behind that. They say who made
 * it, so that what a killed rehearsal left behind is known.
 */
final class OwnerName {
    static final String PREFIX = "ka-rehearse-";

    private static final Pattern FORM = Pattern.compile(PREFIX + "(\\d{1,18})(-.+)?");

    private OwnerName() {}

    /** That of this process. */
    static String own() {
        return PREFIX + ProcessHandle.current().pid();
    }

    /** True when whoever made the network of that name is gone. */
    static boolean isOrphanedNetwork(String name) {
        return isOrphaned(name, false);
    }

    /** True when whoever made the directory of that name is gone. */
    static boolean isOrphanedDirectory(String name) {
        return isOrphaned(name, true);
    }

    private static boolean isOrphaned(String name, boolean withMore) {
        Matcher m = FORM.matcher(name);
        if (!m.matches() || (m.group(2) != null) != withMore) {
            return false;
        }
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(m.group(1)));
        return owner.isEmpty();
    }
}
