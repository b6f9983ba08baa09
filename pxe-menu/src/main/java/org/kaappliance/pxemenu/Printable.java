package org.kaappliance.pxemenu;

import java.util.regex.Pattern;

/** Which texts may go where: a menu is a line-oriented file, and a kernel command line is split at blanks. */
final class Printable {
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Printable() {}

    static boolean isOneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    static String requireOneLine(String text, String what) {
        if (!isOneLine(text)) {
            throw new IllegalArgumentException(what + " must be one line without control characters");
        }
        return text;
    }

    static String requireWord(String text, String what) {
        if (!WORD.matcher(text).matches()) {
            throw new IllegalArgumentException(what + " has 1 to 64 letters, digits, dots, dashes or underscores");
        }
        return text;
    }

    static String requirePath(String text, String what) {
        if (text.isEmpty() || !isOneLine(text) || text.indexOf(' ') >= 0) {
            throw new IllegalArgumentException(what + " is a path without blanks");
        }
        return text;
    }

    /** A text from a node, as one line: control characters (C0 and C1) become blanks, 200 characters at most. */
    static String oneLine(String text) {
        String cut = text.length() > 200 ? text.substring(0, 200) + "..." : text;
        return cut.replaceAll("\\p{Cc}+", " ").strip();
    }
}
