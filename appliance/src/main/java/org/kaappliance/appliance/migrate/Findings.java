package org.kaappliance.appliance.migrate;

import java.util.ArrayList;
import java.util.List;

/** What comes up while one file is converted. */
final class Findings {
    private static final int LONGEST_SOURCE = 120;

    private final List<Finding> all = new ArrayList<>();

    void lost(int line, String text) {
        all.add(new Finding(Finding.Kind.LOST, line, text));
    }

    void lost(Statement statement, String reason) {
        lost(statement.line(), cut(statement.source()) + ": " + reason);
    }

    void replaced(int line, String text) {
        all.add(new Finding(Finding.Kind.REPLACED, line, text));
    }

    void replaced(Statement statement, String text) {
        replaced(statement.line(), cut(statement.source()) + ": " + text);
    }

    /** In the order of the file. */
    List<Finding> inOrder() {
        return all.stream().distinct().sorted().toList();
    }

    private static String cut(String source) {
        return source.length() <= LONGEST_SOURCE ? source : source.substring(0, LONGEST_SOURCE) + "...";
    }
}
