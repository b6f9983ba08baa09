package org.kaappliance.appliance.migrate;

/**
 * A piece of a dhcpd.conf.
 *
 * @param text of a string without its quotes and escapes
 * @param line 1 and up
 * @param column 1 and up
 */
record Token(Kind kind, String text, int line, int column) {

    enum Kind {
        /** A keyword, name, number, address, or octets like {@code f1:00:74:7e}. */
        WORD,
        STRING,
        /** One character: a brace, a parenthesis, a comma, a semicolon, an operator. */
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** Whether it is this keyword, in any case. */
    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    /** As it could stand in the file. */
    String source() {
        return kind == Kind.STRING ? Hocon.quoted(text) : text;
    }
}
