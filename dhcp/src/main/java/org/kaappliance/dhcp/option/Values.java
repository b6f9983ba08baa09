package org.kaappliance.dhcp.option;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.config.Ipv4Subnet;

/** Text to octets; an IllegalArgumentException says what was expected. */
final class Values {
    private static final Pattern ROUTE = Pattern.compile("(\\S+?)(?:\\s+(?:via|-)\\s+|\\s*-\\s*|\\s+)(\\S+)");

    private Values() {}

    static byte[] addresses(List<String> values) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        atLeastOne(values).forEach(value -> octets.writeBytes(address(value)));
        return octets.toByteArray();
    }

    static byte[] address(String value) {
        return Ipv4Subnet.address(value.trim()).getAddress();
    }

    static byte[] pairs(List<String> values) {
        List<String> all = values.stream()
                .flatMap(value -> List.of(value.trim().split("\\s+")).stream())
                .toList();
        if (all.isEmpty() || all.size() % 2 != 0) {
            throw new IllegalArgumentException("expected pairs of addresses, found " + all.size());
        }
        return addresses(all);
    }

    /** @param bits 8, 16 or 32; negative when the number has a sign */
    static byte[] number(List<String> value, int bits) {
        return numbers(value, bits);
    }

    static byte[] numbers(List<String> values, int bits) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        atLeastOne(values).forEach(value -> octets.writeBytes(number(value.trim(), bits)));
        return octets.toByteArray();
    }

    private static byte[] number(String value, int bits) {
        int width = Math.abs(bits);
        long min = bits < 0 ? -(1L << width - 1) : 0;
        long max = bits < 0 ? (1L << width - 1) - 1 : (1L << width) - 1;
        if (!value.matches("-?\\d{1,10}|0x[0-9a-fA-F]{1,8}")) {
            throw new IllegalArgumentException("expected a whole number, found \"" + value + '"');
        }
        long number = value.startsWith("0x")
                ? Long.parseLong(value.substring(2), 16)
                : new BigInteger(value).longValueExact();
        if (number < min || number > max) {
            throw new IllegalArgumentException("is " + min + " to " + max + ", found " + value);
        }
        byte[] octets = new byte[width / 8];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (number >> width - 8 * (i + 1));
        }
        return octets;
    }

    static byte[] flag(List<String> value) {
        return switch (value.get(0).toLowerCase(Locale.ROOT)) {
            case "true", "1", "on", "yes" -> new byte[] {1};
            case "false", "0", "off", "no" -> new byte[] {0};
            default -> throw new IllegalArgumentException("expected true or false, found \"" + value.get(0) + '"');
        };
    }

    static byte[] text(List<String> value) {
        if (value.get(0).isEmpty()) {
            throw new IllegalArgumentException("expected a text, found none");
        }
        return value.get(0).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] hex(List<String> value) {
        try {
            return HexFormat.of().parseHex(value.get(0).replaceAll("[:\\s]", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected octets such as 0a:0b, found \"" + value.get(0) + '"', e);
        }
    }

    static byte[] routes(List<String> values) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (String value : atLeastOne(values)) {
            Matcher route = ROUTE.matcher(value.trim());
            if (!route.matches()) {
                throw new IllegalArgumentException(
                        "expected a route such as 10.2.0.0/16 via 10.0.1.254, found \"" + value + '"');
            }
            Ipv4Subnet to = Ipv4Subnet.parse(route.group(1));
            octets.write(to.prefixLength());
            octets.write(to.network().getAddress(), 0, (to.prefixLength() + 7) / 8);
            octets.writeBytes(address(route.group(2)));
        }
        return octets.toByteArray();
    }

    static byte[] sip(List<String> values) {
        boolean addresses = values.stream().allMatch(value -> value.matches("[\\d.]+"));
        byte[] servers = addresses ? addresses(values) : DomainNames.plain(values);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write(addresses ? 1 : 0);
        octets.writeBytes(servers);
        return octets.toByteArray();
    }

    static <T> List<T> atLeastOne(List<T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("expected a value, found none");
        }
        return values;
    }
}
