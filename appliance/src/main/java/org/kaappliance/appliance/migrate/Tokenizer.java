package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.List;

/** Text of a dhcpd.conf to tokens, as dhcpd.conf(5) describes it: comments from {@code #} to the end of the line. */
final class Tokenizer {
    private static final String SIGNS = "{}();,=!~";
    private static final int EOF = -1;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;
    private int line = 1;
    private int lineStart;

    private Tokenizer(String text) {
        this.text = text;
    }

    /** All tokens, the last of kind END. */
    static List<Token> tokens(String text) throws ImportSyntaxException {
        Tokenizer tokenizer = new Tokenizer(text);
        tokenizer.run();
        return tokenizer.tokens;
    }

    private void run() throws ImportSyntaxException {
        for (int c = peek(); c != EOF; c = peek()) {
            if (Character.isWhitespace(c) || c == 0xfeff) {
                take();
            } else if (c == '#') {
                skipComment();
            } else if (c == '"') {
                string();
            } else if (SIGNS.indexOf(c) >= 0) {
                Token here = here(Token.Kind.SIGN, String.valueOf((char) c));
                take();
                tokens.add(here);
            } else {
                word();
            }
        }
        tokens.add(here(Token.Kind.END, "the end of the file"));
    }

    private void skipComment() {
        while (peek() != EOF && peek() != '\n') {
            take();
        }
    }

    private void word() {
        Token start = here(Token.Kind.WORD, "");
        int from = next;
        while (peek() != EOF && !Character.isWhitespace(peek()) && peek() != '"' && peek() != '#' && !isSign(peek())) {
            take();
        }
        tokens.add(new Token(Token.Kind.WORD, text.substring(from, next), start.line(), start.column()));
    }

    private static boolean isSign(int c) {
        return SIGNS.indexOf(c) >= 0;
    }

    private void string() throws ImportSyntaxException {
        Token start = here(Token.Kind.STRING, "");
        StringBuilder value = new StringBuilder();
        take();
        while (peek() != '"') {
            if (peek() == EOF || peek() == '\n') {
                throw new ImportSyntaxException(start, "this string has no end");
            }
            int c = take();
            value.append(c == '\\' ? escaped() : (char) c);
        }
        take();
        tokens.add(new Token(Token.Kind.STRING, value.toString(), start.line(), start.column()));
    }

    /** Behind a backslash: a letter, up to three octal digits, or {@code x} and up to two hexadecimal ones. */
    private char escaped() {
        int c = peek();
        if (c >= '0' && c <= '7') {
            return number(8, 3);
        }
        if (c == EOF || c == '\n') {
            return '\\';
        }
        take();
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'x' -> number(16, 2);
            default -> (char) c;
        };
    }

    private char number(int radix, int digits) {
        int value = 0;
        for (int i = 0; i < digits && Character.digit(peek(), radix) >= 0; i++) {
            value = value * radix + Character.digit(take(), radix);
        }
        return (char) (value & 0xff);
    }

    private Token here(Token.Kind kind, String value) {
        return new Token(kind, value, line, next - lineStart + 1);
    }

    private int peek() {
        return next < text.length() ? text.charAt(next) : EOF;
    }

    private int take() {
        char c = text.charAt(next++);
        if (c == '\n') {
            line++;
            lineStart = next;
        }
        return c;
    }
}
