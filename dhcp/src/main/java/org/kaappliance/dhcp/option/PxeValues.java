package org.kaappliance.dhcp.option;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Values of option 43 that have parts (PXE 2.1 table 2-1). */
final class PxeValues {
    private static final int LONGEST_TEXT = 255;

    private PxeValues() {}

    static byte[] servers(List<String> values) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (String value : Values.atLeastOne(values)) {
            List<String> words = List.of(value.trim().split("\\s+"));
            octets.writeBytes(Values.numbers(words.subList(0, 1), 16));
            octets.write(words.size() - 1);
            octets.writeBytes(Values.addresses(words.subList(1, words.size())));
        }
        return octets.toByteArray();
    }

    static byte[] menu(List<String> values) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (String value : Values.atLeastOne(values)) {
            byte[] text = text(value);
            octets.writeBytes(Values.numbers(List.of(first(value)), 16));
            octets.write(text.length);
            octets.writeBytes(text);
        }
        return octets.toByteArray();
    }

    static byte[] prompt(String value) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(Values.numbers(List.of(first(value)), 8));
        octets.writeBytes(text(value));
        return octets.toByteArray();
    }

    private static String first(String value) {
        return value.trim().split("\\s+", 2)[0];
    }

    private static byte[] text(String value) {
        String[] parts = value.trim().split("\\s+", 2);
        byte[] text = parts.length < 2 ? new byte[0] : parts[1].getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length > LONGEST_TEXT) {
            throw new IllegalArgumentException("expected a number and a text, found \"" + value + '"');
        }
        return text;
    }
}
