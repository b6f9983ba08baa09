package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.MacAddress;

/**
 * Which disk of a node becomes a drive. Its text has conditions separated by commas, all of which hold: {@code size>=200GB}, {@code size<=1TiB},
 * {@code size=120GB} (within 1 %), {@code path=pci-0000:00:1f.2*}, {@code serial=S1D5NSAF}, {@code model=Samsung*}, {@code wwn=0x5002*},
 * {@code name=sdb}; {@code *} and {@code ?} stand for any text and any character. A text without any of these words is a path.
 *
 * @param node whose disks; empty: every node's that has no rule of its own for this drive
 * @param drive the golden node's name of it; {@link #KEPT}: a disk that this rule names is never written
 * @param conditions one or more
 */
public record DiskRule(Optional<MacAddress> node, String drive, List<Condition> conditions) {
    /** In the place of a drive. */
    public static final String KEPT = "-";

    public DiskRule {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(drive, "drive");
        conditions = List.copyOf(conditions);
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("a rule for drive " + drive + " says nothing");
        }
    }

    /**
     * Reads a rule.
     *
     * @param node a hardware address, or {@code *}
     * @throws IllegalArgumentException when a condition cannot be understood
     */
    public static DiskRule parse(String node, String drive, String text) {
        List<Condition> conditions = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            conditions.add(Condition.parse(part.trim()));
        }
        Optional<MacAddress> mac = node.equals("*") ? Optional.empty() : Optional.of(MacAddress.parse(node));
        return new DiskRule(mac, drive, conditions);
    }

    /** A hardware address, or {@code *}. */
    public String nodeText() {
        return node.map(MacAddress::toString).orElse("*");
    }

    /** The conditions as {@link #parse} reads them. */
    public String text() {
        return String.join(",", conditions.stream().map(Condition::text).toList());
    }

    /** What is compared. */
    public enum Field {
        SIZE,
        PATH,
        SERIAL,
        MODEL,
        WWN,
        NAME
    }

    /**
     * One of them.
     *
     * @param operator {@code =}; of a size also {@code >=} and {@code <=}
     * @param value what stands behind it
     */
    public record Condition(Field field, String operator, String value) {
        private static final Pattern FORM = Pattern.compile("(size|path|serial|model|wwn|name)(>=|<=|=)(.+)");
        private static final int PERCENT = 100;

        public Condition {
            if (field == Field.SIZE) {
                ByteSize.parse(value);
            } else if (!operator.equals("=")) {
                throw new IllegalArgumentException(
                        "'" + operator + "' compares sizes only: " + field + operator + value);
            }
        }

        static Condition parse(String text) {
            Matcher m = FORM.matcher(text);
            if (m.matches()) {
                return new Condition(Field.valueOf(m.group(1).toUpperCase(Locale.ROOT)), m.group(2), m.group(3));
            }
            if (text.isEmpty() || text.matches("[a-z]+[<>=].*")) {
                throw new IllegalArgumentException("'" + text
                        + "' names no disk (expected size>=200GB, path=, serial=, model=, wwn=, name= or a path)");
            }
            return new Condition(Field.PATH, "=", text);
        }

        String text() {
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
}
