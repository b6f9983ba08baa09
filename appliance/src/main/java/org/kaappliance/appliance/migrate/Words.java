package org.kaappliance.appliance.migrate;

import java.net.Inet4Address;
import java.util.List;
import java.util.Locale;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

/** Walks over the words of one statement; what it does not find becomes a {@link NotCarried}. */
final class Words {
    private final List<Token> tokens;
    private Token last;
    private int next;

    /** @param before the token before the first, for messages */
    Words(List<Token> tokens, Token before) {
        this.tokens = tokens;
        this.last = before;
    }

    boolean hasNext() {
        return next < tokens.size();
    }

    /** The next token, which stays; of kind END behind the last one. */
    Token peek() {
        return hasNext() ? tokens.get(next) : new Token(Token.Kind.END, "the end of it", last.line(), last.column());
    }

    Token take() {
        Token token = peek();
        if (token.kind() == Token.Kind.END) {
            throw new NotCarried(last.line(), "something is missing behind \"" + last.text() + '"');
        }
        last = token;
        next++;
        return token;
    }

    /** Takes the next token when it is this word or sign. */
    boolean takeIf(String wordOrSign) {
        boolean there = peek().is(wordOrSign) || peek().isWord(wordOrSign);
        if (there) {
            take();
        }
        return there;
    }

    void expect(String wordOrSign) {
        if (!takeIf(wordOrSign)) {
            throw new NotCarried(peek().line(), "expected " + wordOrSign + ", found " + peek().text());
        }
    }

    /** Nothing may follow. */
    void end() {
        if (hasNext()) {
            throw new NotCarried(
                    peek().line(), "expected ; in column " + peek().column() + ", found " + peek().source());
        }
    }

    String word() {
        return take().text();
    }

    String lower() {
        return word().toLowerCase(Locale.ROOT);
    }

    String string() {
        if (peek().kind() != Token.Kind.STRING) {
            throw new NotCarried(peek().line(), peek().source() + " is no quoted text");
        }
        return take().text();
    }

    long number() {
        String text = word();
        if (!text.matches("-?(\\d{1,10}|0[xX][0-9a-fA-F]{1,8})")) {
            throw new NotCarried(last.line(), text + " is no number");
        }
        return Long.decode(text.replaceFirst("^(-?)0+(?=[0-9])", "$1"));
    }

    Inet4Address address() {
        String text = word();
        try {
            return Ipv4Subnet.address(text);
        } catch (IllegalArgumentException e) {
            throw new NotCarried(last.line(), Places.noAddress(text));
        }
    }

    MacAddress mac() {
        String text = word();
        try {
            return MacAddress.parse(Octets.of(text).toString());
        } catch (IllegalArgumentException e) {
            throw new NotCarried(last.line(), text + " is no Ethernet address");
        }
    }

    boolean flag() {
        String text = lower();
        return switch (text) {
            case "true", "on" -> true;
            case "false", "off" -> false;
            default -> throw new NotCarried(last.line(), text + " is neither true nor false");
        };
    }
}
