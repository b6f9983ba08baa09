package org.kaappliance.appliance.migrate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The type of an option that the file defines itself, {@code option NAME code N = TYPE}.
 *
 * @param fields one, or those of a record
 * @param encapsulates name of the option space that it carries; empty text when it carries none
 */
record DefinedType(List<Field> fields, boolean array, String encapsulates) {
    private static final int LONGEST_LABEL = 63;
    /** With the lengths of the labels and the root's. */
    private static final int LONGEST_DOMAIN = 255;

    enum Field {
        FLAG,
        U8,
        U16,
        U32,
        I8,
        I16,
        I32,
        ADDRESS,
        TEXT,
        /** Octets, or a quoted text. */
        STRING,
        DOMAINS;

        private int lengthBytes() {
            return switch (this) {
                case FLAG, U8, I8 -> 1;
                case U16, I16 -> 2;
                case U32, I32, ADDRESS -> 4;
                case TEXT, STRING, DOMAINS -> 0;
            };
        }
    }

    static DefinedType read(Words words) {
        if (words.takeIf("encapsulate")) {
            return new DefinedType(List.of(), false, words.lower());
        }
        boolean array = words.takeIf("array");
        if (array) {
            words.expect("of");
        }
        List<Field> fields = new ArrayList<>();
        boolean braces = words.takeIf("{");
        do {
            fields.add(field(words));
        } while (words.takeIf(","));
        if (braces) {
            words.expect("}");
        }
        return new DefinedType(List.copyOf(fields), array, "");
    }

    private static Field field(Words words) {
        Token token = words.take();
        return switch (token.text().toLowerCase(Locale.ROOT)) {
            case "boolean" -> Field.FLAG;
            case "ip-address" -> Field.ADDRESS;
            case "text" -> Field.TEXT;
            case "string" -> Field.STRING;
            case "domain-list" -> {
                words.takeIf("compressed");
                yield Field.DOMAINS;
            }
            case "integer" -> integer("I", words);
            case "signed", "unsigned" -> {
                words.expect("integer");
                yield integer(token.isWord("signed") ? "I" : "U", words);
            }
            default -> throw new NotCarried(token.line(), token.text() + " is no type of an IPv4 option");
        };
    }

    private static Field integer(String sign, Words words) {
        Token width = words.take();
        if (!width.text().matches("8|16|32")) {
            throw new NotCarried(width.line(), "an integer has 8, 16 or 32 bits, not " + width.text());
        }
        return Field.valueOf(sign + width.text());
    }

    /** The values that the words give, each as a value of our settings with its type in front. */
    List<String> values(Words words) {
        List<String> values = new ArrayList<>();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        boolean plain = fields.size() == 1 && fields.get(0) != Field.DOMAINS;
        do {
            for (Field field : fields) {
                if (plain) {
                    values.add(typed(field, words));
                } else {
                    joined.writeBytes(octets(field, words));
                }
            }
        } while ((array || fields.contains(Field.DOMAINS)) && words.takeIf(","));
        words.end();
        return plain ? values : List.of("hex:" + new Octets(joined.toByteArray()));
    }

    private static String typed(Field field, Words words) {
        return switch (field) {
            case ADDRESS -> "ip:" + words.address().getHostAddress();
            case FLAG -> "u8:" + (words.flag() ? 1 : 0);
            case U8, U16, U32 -> field.name().toLowerCase(Locale.ROOT) + ":" + words.number();
            case TEXT, STRING -> text(words.take());
            case I8, I16, I32, DOMAINS -> "hex:" + new Octets(octets(field, words));
        };
    }

    private static String text(Token token) {
        boolean printable = token.kind() == Token.Kind.STRING && token.text().matches("[ -~]*");
        return printable ? "text:" + token.text() : "hex:" + constant(token);
    }

    private static byte[] octets(Field field, Words words) {
        return switch (field) {
            case ADDRESS -> words.address().getAddress();
            case FLAG -> new byte[] {(byte) (words.flag() ? 1 : 0)};
            case U8, U16, U32, I8, I16, I32 -> number(field, words);
            case TEXT, STRING -> constant(words.take()).bytes();
            case DOMAINS -> domain(words.peek().line(), words.string());
        };
    }

    private static byte[] number(Field field, Words words) {
        int line = words.peek().line();
        long number = words.number();
        int bits = field.lengthBytes() * Byte.SIZE;
        boolean signed = field.name().startsWith("I");
        long smallest = signed ? -1L << bits - 1 : 0;
        long largest = (1L << (signed ? bits - 1 : bits)) - 1;
        if (number < smallest || number > largest) {
            throw new NotCarried(line, number + " is not within " + smallest + " to " + largest);
        }
        return Octets.number(number, field.lengthBytes()).bytes();
    }

    private static Octets constant(Token token) {
        try {
            return Octets.constant(token);
        } catch (IllegalArgumentException e) {
            throw new NotCarried(token.line(), token.text() + " is neither a quoted text nor octets");
        }
    }

    /** RFC 1035 section 3.1, not compressed. */
    private static byte[] domain(int line, String name) {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            byte[] octets = label.getBytes(StandardCharsets.ISO_8859_1);
            if (octets.length < 1 || octets.length > LONGEST_LABEL) {
                throw new NotCarried(line, "a label of a domain name has 1 to " + LONGEST_LABEL + " octets");
            }
            labels.write(octets.length);
            labels.writeBytes(octets);
        }
        labels.write(0);
        if (labels.size() > LONGEST_DOMAIN) {
            throw new NotCarried(line, "a domain name has at most " + LONGEST_DOMAIN + " octets");
        }
        return labels.toByteArray();
    }
}
