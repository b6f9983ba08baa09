package org.kaappliance.dhcp.option;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Domain names as octets (RFC 1035 section 3.1), with compression where it is allowed (section 4.1.4). */
final class DomainNames {
    private static final int LONGEST_NAME = 253;
    private static final int POINTER = 0xc000;
    private static final int LAST_POINTER = 0x3fff;

    private DomainNames() {}

    static byte[] plain(List<String> names) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (String name : Values.atLeastOne(names)) {
            for (String label : checked(name).split("\\.")) {
                write(label, octets);
            }
            octets.write(0);
        }
        return octets.toByteArray();
    }

    /** An end that an earlier name has is written as a pointer to it, counted from the start of the list (RFC 3397). */
    static byte[] compressed(List<String> names) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Map<String, Integer> ends = new HashMap<>();
        for (String name : Values.atLeastOne(names)) {
            compress(checked(name), ends, octets);
        }
        return octets.toByteArray();
    }

    private static void compress(String name, Map<String, Integer> ends, ByteArrayOutputStream octets) {
        String rest = name;
        while (!rest.isEmpty()) {
            Integer known = ends.get(rest);
            if (known != null) {
                octets.write(POINTER + known >> 8);
                octets.write(known);
                return;
            }
            if (octets.size() <= LAST_POINTER) {
                ends.put(rest, octets.size());
            }
            int dot = rest.indexOf('.');
            write(dot < 0 ? rest : rest.substring(0, dot), octets);
            rest = dot < 0 ? "" : rest.substring(dot + 1);
        }
        octets.write(0);
    }

    private static void write(String label, ByteArrayOutputStream octets) {
        octets.write(label.length());
        octets.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }

    /** Without the dot at the end. */
    private static String checked(String text) {
        String name = text.trim().toLowerCase(Locale.ROOT);
        String open = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (open.length() > LONGEST_NAME || !open.matches("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*")) {
            throw new IllegalArgumentException("expected a domain name, found \"" + text + '"');
        }
        return open;
    }
}
