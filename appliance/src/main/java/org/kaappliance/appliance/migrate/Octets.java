package org.kaappliance.appliance.migrate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Octets as dhcpd writes them, {@code 0:1:a} or {@code 00:01:0a}. */
record Octets(byte[] bytes) {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** Whether a word is meant as octets: at least two, with colons between them. */
    static boolean isMeantBy(Token token) {
        return token.kind() == Token.Kind.WORD && token.text().matches("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2})+");
    }

    /** @throws IllegalArgumentException when it is anything else */
    static Octets of(String text) {
        if (!text.matches("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2})*")) {
            throw new IllegalArgumentException(text);
        }
        List<String> digits = new ArrayList<>();
        for (String one : text.split(":")) {
            digits.add(one.length() == 1 ? "0" + one : one);
        }
        return new Octets(COLONS.parseHex(String.join(":", digits)));
    }

    /** Of a constant in an expression: a string, or octets. */
    static Octets constant(Token token) {
        return token.kind() == Token.Kind.STRING
                ? new Octets(token.text().getBytes(StandardCharsets.ISO_8859_1))
                : of(token.text());
    }

    static Octets number(long value, int lengthBytes) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return new Octets(java.util.Arrays.copyOfRange(all, Long.BYTES - lengthBytes, Long.BYTES));
    }

    Octets from(int index) {
        return new Octets(java.util.Arrays.copyOfRange(bytes, Math.min(index, bytes.length), bytes.length));
    }

    int length() {
        return bytes.length;
    }

    String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** {@code f1:00:74:7e}. */
    @Override
    public String toString() {
        return COLONS.formatHex(bytes);
    }
}
