package org.kaappliance.appliance.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The distributions whose packages {@link BootProgramTable} knows, by the way they are installed. */
public enum HostFamily {
    DEBIAN("apt install", List.of("debian", "ubuntu")),
    FEDORA("dnf install", List.of("fedora", "rhel", "centos")),
    SUSE("zypper install", List.of("suse", "opensuse", "sles"));

    private final String install;
    private final List<String> ids;

    HostFamily(String install, List<String> ids) {
        this.install = install;
        this.ids = ids;
    }

    /**
     * What the host calls itself in {@code os-release} (os-release(5)): {@code ID}, else the first of {@code ID_LIKE} that is
     * known. Debian when it does not say, or is something else.
     *
     * @param root of the host, {@code /} but in tests
     */
    public static HostFamily of(Path root) {
        for (String file : List.of("etc/os-release", "usr/lib/os-release")) {
            try {
                return of(Files.readString(root.resolve(file)));
            } catch (IOException e) {
                continue; // the next one; a host without any is no reason to stop
            }
        }
        return DEBIAN;
    }

    static HostFamily of(String osRelease) {
        return List.of("ID=", "ID_LIKE=").stream()
                .flatMap(key -> osRelease.lines().filter(line -> line.startsWith(key)))
                .flatMap(line -> Arrays.stream(line.substring(line.indexOf('=') + 1)
                        .replace("\"", "")
                        .replace("'", "")
                        .split(" ")))
                .map(HostFamily::named)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(DEBIAN);
    }

    /** Also {@code opensuse-leap} and {@code opensuse-tumbleweed}. */
    private static Optional<HostFamily> named(String id) {
        return Arrays.stream(values())
                .filter(family -> family.ids.stream().anyMatch(one -> id.equals(one) || id.startsWith(one + "-")))
                .findFirst();
    }

    /** {@code apt install shim-signed}: what to type. */
    public String install(List<String> packages) {
        return install + " " + String.join(" ", packages);
    }
}
