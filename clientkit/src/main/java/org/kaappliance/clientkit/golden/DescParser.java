package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a partition description line by line and collects every problem. */
final class DescParser {
    private static final Pattern HEX_TYPE = Pattern.compile("type([0-9a-f]{1,2})");
    private static final Pattern MEBIBYTES = Pattern.compile("[1-9]\\d{0,8}");
    private static final int LINUX = 0x83;
    private static final int SWAP = 0x82;
    private static final int EXTENDED = 0x05;
    private static final int PRIMARIES = 4;

    private final List<PartitionEntry> entries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<Boolean, Integer> fillLineOfLogical = new HashMap<>();
    private int line;
    private int primaries;
    private int logicals;
    private int extendedLine;

    void line(String text) {
        line++;
        String bare = text.replaceFirst("#.*", "").trim().toLowerCase(Locale.ROOT);
        if (bare.isEmpty()) {
            return;
        }
        List<String> words = new ArrayList<>(List.of(bare.split("\\s+")));
        boolean logical = words.get(0).equals("logical");
        if (logical) {
            words.remove(0);
        }
        if (words.size() != 2) {
            problem("expected '[logical] TYPE SIZE', got '" + text.trim() + "'");
            return;
        }
        OptionalInt type = type(words.get(0));
        if (type.isPresent() && size(words.get(1))) {
            add(logical, type.getAsInt(), words.get(1));
        }
    }

    List<PartitionEntry> end() throws PlanException {
        if (line == 0 || entries.isEmpty() && problems.isEmpty()) {
            problems.add("the description has no partition");
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        return entries;
    }

    private void add(boolean logical, int type, String size) {
        boolean extended = PartitionType.mbr(type).isExtended();
        if (logical && extended) {
            problem("an extended partition is not logical");
            return;
        }
        checkFill(logical, size);
        checkExtended(logical, extended);
        PartitionEntry.Level level = logical
                ? PartitionEntry.Level.LOGICAL
                : extended ? PartitionEntry.Level.EXTENDED : PartitionEntry.Level.PRIMARY;
        OptionalLong mebibytes = size.equals("fill") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size));
        entries.add(new PartitionEntry(nextNumber(logical), level, PartitionType.mbr(type), mebibytes));
    }

    private int nextNumber(boolean logical) {
        if (logical) {
            return PRIMARIES + ++logicals;
        }
        if (++primaries == PRIMARIES + 1) {
            problem("more than 4 primary and extended partitions: make this one logical");
        }
        return primaries;
    }

    private void checkFill(boolean logical, String size) {
        Integer filled = fillLineOfLogical.get(logical);
        if (filled != null) {
            problem("nothing is left after 'fill' in line " + filled + " (fill is the last of its level)");
        } else if (size.equals("fill")) {
            fillLineOfLogical.put(logical, line);
        }
    }

    private void checkExtended(boolean logical, boolean extended) {
        if (logical && extendedLine == 0) {
            problem("a logical partition needs an extended one before it");
        } else if (extended && extendedLine != 0) {
            problem("a drive has one extended partition, there is one in line " + extendedLine);
        } else if (extended) {
            extendedLine = line;
        }
    }

    private OptionalInt type(String word) {
        Matcher hex = HEX_TYPE.matcher(word);
        int type = hex.matches() ? Integer.parseInt(hex.group(1), 16) : named(word);
        if (type == 0) {
            problem("'" + word + "' is no partition type (expected linux, swap, extended or typeXX, XX from 1 to ff)");
            return OptionalInt.empty();
        }
        return OptionalInt.of(type);
    }

    private static int named(String word) {
        return switch (word) {
            case "linux" -> LINUX;
            case "swap" -> SWAP;
            case "extended" -> EXTENDED;
            default -> 0;
        };
    }

    private boolean size(String word) {
        if (word.equals("fill") || MEBIBYTES.matcher(word).matches()) {
            return true;
        }
        problem("'" + word + "' is no size (expected a number of megabytes or fill)");
        return false;
    }

    private void problem(String text) {
        problems.add("line " + line + ": " + text);
    }
}
