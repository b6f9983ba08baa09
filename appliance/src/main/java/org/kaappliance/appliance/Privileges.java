package org.kaappliance.appliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do, from the kernel's own record (proc(5), {@code CapEff}). */
final class Privileges {
    /** Bind a port below 1024 (capabilities(7)). */
    private static final int CAP_NET_BIND_SERVICE = 10;

    private Privileges() {}

    static boolean mayBindLowPorts() {
        return hasBit(parse(status()), CAP_NET_BIND_SERVICE);
    }

    private static boolean hasBit(long capabilities, int bit) {
        return (capabilities >>> bit & 1) != 0;
    }

    /** The effective set in the text of {@code /proc/self/status}; 0 when it says nothing. */
    static long parse(String status) {
        return status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring("CapEff:".length()).trim())
                .mapToLong(hex -> Long.parseUnsignedLong(hex, 16))
                .findFirst()
                .orElse(0);
    }

    private static String status() {
        try {
            return Files.readString(Path.of("/proc/self/status"));
        } catch (IOException e) {
            return "";
        }
    }
}
