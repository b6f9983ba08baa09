package org.kaappliance.dhcp.wire;

import java.util.Locale;

/** Text from the network, made fit for logs and screens. */
public final class SafeText {
    private static final int MAX_LENGTH = 64;

    private SafeText() {}

    /** Keeps printable ASCII, writes the rest as {@code \xNN}, and cuts at 64 characters. */
    public static String of(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length() && safe.length() < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            boolean printable = c >= ' ' && c <= '~' && c != '\\';
            safe.append(printable ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", c & 0xff));
        }
        return safe.toString();
    }
}
