package org.kaappliance.appliance.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.pxemenu.NodeRecord;

/**
 * Names one machine or several: a name or hardware address, with {@code *} and {@code ?} for what may stand there, and with lists of numbers,
 * {@code node[01-16,20]}, each of which must be there.
 */
record NodePattern(String text) {
    private static final int MOST_EXPANDED = 10_000;
    private static final Pattern LIST = Pattern.compile("([^\\[\\]]*)\\[([0-9,-]+)\\](.*)");
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    /** True where it stands for whatever machines there are. */
    boolean isGlob() {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    boolean matches(NodeRecord node) {
        Predicate<String> same = isGlob()
                ? Pattern.compile(regex(), Pattern.CASE_INSENSITIVE).asMatchPredicate()
                : text::equalsIgnoreCase;
        String mac = node.mac().toString();
        return same.test(node.name()) || same.test(mac) || same.test(mac.replace(':', '-'));
    }

    private String regex() {
        StringBuilder regex = new StringBuilder();
        for (char c : text.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return regex.toString();
    }

    /**
     * One pattern for each number of the lists; itself when there is none.
     *
     * @throws IllegalArgumentException one line about a list that cannot be read, or that is too long
     */
    List<NodePattern> expand() {
        Matcher list = LIST.matcher(text);
        if (!list.matches()) {
            if (text.indexOf('[') >= 0 || text.indexOf(']') >= 0) {
                throw new IllegalArgumentException(
                        text + ": expected numbers in brackets, e.g. node[01-16] or node[1,3-5]");
            }
            return List.of(this);
        }
        List<NodePattern> expanded = new ArrayList<>();
        for (String number : numbers(list.group(2))) {
            expanded.addAll(new NodePattern(list.group(1) + number + list.group(3)).expand());
            requireFew(expanded.size());
        }
        return expanded;
    }

    private List<String> numbers(String list) {
        List<String> numbers = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            Matcher range = PART.matcher(part);
            if (!range.matches()) {
                throw new IllegalArgumentException(text + ": '" + part + "' is no number and no range such as 01-16");
            }
            String first = range.group(1);
            int from = Integer.parseInt(first);
            int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
            if (to < from) {
                throw new IllegalArgumentException(text + ": the range " + part + " ends before it begins");
            }
            requireFew(to - from + numbers.size());
            String format = "%0" + first.length() + "d"; // node[01-16] keeps its zeros
            for (int number = from; number <= to; number++) {
                numbers.add(String.format(Locale.ROOT, format, number));
            }
        }
        return numbers;
    }

    private void requireFew(int many) {
        if (many >= MOST_EXPANDED) {
            throw new IllegalArgumentException(text + " names more than " + MOST_EXPANDED + " machines");
        }
    }
}
