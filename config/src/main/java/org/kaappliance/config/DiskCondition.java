package org.kaappliance.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is true of a disk that somebody means: {@code size>=200GB}, {@code size<=1TiB}, {@code size=120GB} (within 1 %),
 * {@code path=pci-0000:00:1f.2*}, {@code serial=S1D5NSAF}, {@code model=Samsung*}, {@code wwn=0x5002*}, {@code name=sdb}; {@code *} and {@code ?}
 * stand for any text and any character. A text without any of these words is a path.
 *
 * @param operator {@code =}; of a size also {@code >=} and {@code <=}
 * @param value what stands behind it
 */
public record DiskCondition(Field field, String operator, String value) {
    private static final Pattern FORM = Pattern.compile("(size|path|serial|model|wwn|name)(>=|<=|=)(.+)");
    private static final int PERCENT = 100;

    /** What is compared. */
    public enum Field {
        SIZE,
        PATH,
        SERIAL,
        MODEL,
        WWN,
        NAME
    }

    public DiskCondition {
        if (field == Field.SIZE) {
            ByteSize.parse(value);
        } else if (!operator.equals("=")) {
            throw new IllegalArgumentException("'" + operator + "' compares sizes only, found \""
                    + field.name().toLowerCase(Locale.ROOT) + operator + value + '"');
        }
    }

    /**
     * Reads conditions separated by commas, one or more.
     *
     * @throws IllegalArgumentException when one of them cannot be understood
     */
    public static List<DiskCondition> parseAll(String text) {
        List<DiskCondition> conditions = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            conditions.add(parse(part.trim()));
        }
        return List.copyOf(conditions);
    }

    private static DiskCondition parse(String text) {
        Matcher m = FORM.matcher(text);
        if (m.matches()) {
            return new DiskCondition(Field.valueOf(m.group(1).toUpperCase(Locale.ROOT)), m.group(2), m.group(3));
        }
        if (text.isEmpty() || text.matches("[a-z]+[<>=].*")) {
            throw new IllegalArgumentException("'" + text
                    + "' names no disk (expected size>=200GB, path=, serial=, model=, wwn=, name= or a path)");
        }
        return new DiskCondition(Field.PATH, "=", text);
    }

    /** As {@link #parseAll} reads it. */
    public String text() {
        return field.name().toLowerCase(Locale.ROOT) + operator + value;
    }

    /** Whether a size fits. */
    public boolean holds(ByteSize size) {
        long wanted = ByteSize.parse(value).bytes();
        return switch (operator) {
            case ">=" -> size.bytes() >= wanted;
            case "<=" -> size.bytes() <= wanted;
            default -> Math.abs(size.bytes() - wanted) <= wanted / PERCENT;
        };
    }

    /** Whether a text fits. */
    public boolean holds(String text) {
        StringBuilder pattern = new StringBuilder();
        for (char c : value.toCharArray()) {
            pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return text.matches("(?s)" + pattern);
    }
}
