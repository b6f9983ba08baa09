package org.kaappliance.config;

import java.net.Inet4Address;
import java.util.Locale;

/** What single values may be, for those who write settings, too. Each throws {@link IllegalArgumentException} otherwise. */
public final class ValueRules {
    private ValueRules() {}

    /** 1 to 127 characters: what PXELINUX keeps of a file name, and what fits the header of a message. */
    public static String bootFile(String text) {
        if (!text.matches("[!-~]{1,127}")) {
            throw new IllegalArgumentException("expected a file name of 1 to 127 characters, found \"" + text + '"');
        }
        return text;
    }

    /** 1 to 63 letters, digits, dots, underscores, hyphens. */
    public static String className(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")) {
            throw new IllegalArgumentException("expected a name of letters, digits, . _ -, found \"" + text + '"');
        }
        return text;
    }

    /** 1 to 6 octets of a hardware address; returned in lower case with colons. */
    public static String macPrefix(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('-', ':');
        if (!lower.matches("[0-9a-f]{2}(:[0-9a-f]{2}){0,5}")) {
            throw new IllegalArgumentException("expected the beginning of a hardware address, found \"" + text + '"');
        }
        return lower;
    }

    /** As the kernel takes it, 1 to 15 characters. */
    public static String interfaceName(String text) {
        if (!text.matches("[^\\s/]{1,15}")) {
            throw new IllegalArgumentException("expected an interface name, found \"" + text + '"');
        }
        return text;
    }

    /** At most 253 characters. */
    public static String domainName(String text) {
        if (text.length() > 253 || !text.matches("[A-Za-z0-9]([A-Za-z0-9-]*)(\\.[A-Za-z0-9][A-Za-z0-9-]*)*")) {
            throw new IllegalArgumentException("expected a domain name, found \"" + text + '"');
        }
        return text;
    }

    /** Any text without control characters. */
    public static String oneLine(String text) {
        if (text.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("expected one line without control characters");
        }
        return text;
    }

    /** 224.0.0.0 to 239.255.255.255. */
    public static Inet4Address group(String text) {
        Inet4Address group = Ipv4Subnet.address(text);
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "expected an address of 224.0.0.0 to 239.255.255.255, found \"" + text + '"');
        }
        return group;
    }
}
