package org.kaappliance.appliance.http;

import java.util.regex.Pattern;

/** What strangers sent, fit for a log line. */
public final class LogText {
    private static final int LONGEST = 120;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

    private LogText() {}

    /** Cut, and everything but printable ASCII replaced by {@code ?}. */
    public static String of(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return UNPRINTABLE.matcher(cut).replaceAll("?");
    }
}
