package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which distribution a system is.
 *
 * @param family whose tools it has
 * @param name for people: {@code Debian GNU/Linux 12 (bookworm)}
 */
public record Distribution(Family family, String name) {
    /** Distributions that are made ready alike. */
    public enum Family {
        DEBIAN("debian|ubuntu|devuan|linuxmint|raspbian|kali|proxmox", "/etc/debian_version"),
        RED_HAT("rhel|fedora|centos|rocky|almalinux|ol|amzn|scientific", "/etc/redhat-release"),
        SUSE("suse|opensuse.*|sles|sled", "/etc/SuSE-release"),
        MAGEIA("mageia|mandriva|openmandriva|rosa", "/etc/mandriva-release"),
        ARCH("arch|archlinux|manjaro|endeavouros|artix", "/etc/arch-release"),
        ALPINE("alpine|postmarketos", "/etc/alpine-release"),
        UNKNOWN("", "");

        private final Pattern ids;
        private final String releaseFile;

        Family(String ids, String releaseFile) {
            this.ids = Pattern.compile(ids);
            this.releaseFile = releaseFile;
        }
    }

    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z_]+)=[\"']?([^\"']*)[\"']?");

    /** Recognises it by os-release(5); one that is older than that by the release file of its family. */
    public static Distribution of(SystemTree tree) throws IOException {
        Optional<String> release = tree.read("/etc/os-release");
        if (release.isEmpty()) {
            release = tree.read("/usr/lib/os-release");
        }
        return release.isPresent() ? ofRelease(release.get()) : ofReleaseFile(tree);
    }

    private static Distribution ofRelease(String text) {
        Map<String, String> values = new TreeMap<>();
        text.lines().forEach(line -> {
            Matcher m = ASSIGNMENT.matcher(line.trim());
            if (m.matches()) {
                values.put(m.group(1), m.group(2));
            }
        });
        String id = values.getOrDefault("ID", "");
        String like = values.getOrDefault("ID_LIKE", "");
        return new Distribution(
                family(id + " " + like), values.getOrDefault("PRETTY_NAME", id.isEmpty() ? "unknown" : id));
    }

    private static Distribution ofReleaseFile(SystemTree tree) throws IOException {
        for (Family family :
                List.of(Family.MAGEIA, Family.SUSE, Family.RED_HAT, Family.ARCH, Family.ALPINE, Family.DEBIAN)) {
            Optional<String> text = tree.read(family.releaseFile);
            if (text.isPresent()) {
                String line = text.get().lines().findFirst().orElse("").trim();
                return new Distribution(family, line.isEmpty() ? family.name() : line);
            }
        }
        return new Distribution(Family.UNKNOWN, "unknown");
    }

    /** The first word that is known decides: the distribution itself comes before what it is like. */
    private static Family family(String ids) {
        for (String id : ids.trim().split("\\s+")) {
            for (Family family : Family.values()) {
                if (family != Family.UNKNOWN && family.ids.matcher(id).matches()) {
                    return family;
                }
            }
        }
        return Family.UNKNOWN;
    }
}
