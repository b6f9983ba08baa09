package org.kaappliance.appliance.rehearse;

/**
 * The end of what a machine wrote to its serial line.
 *
 * @param bytes that it wrote in all
 * @param text the last of them, {@value #MOST} at most; a byte is a character
 */
record ConsoleTail(long bytes, String text) {
    static final int MOST = 256 << 10;
    static final ConsoleTail EMPTY = new ConsoleTail(0, "");

    /** With what came since; {@code more} is the end of it. */
    ConsoleTail with(long allBytes, String more) {
        String joined = allBytes - bytes == more.length() ? text + more : more;
        return new ConsoleTail(allBytes, joined.substring(Math.max(0, joined.length() - MOST)));
    }

    /** What of the text was written when there were {@code then} bytes already. */
    String since(long then) {
        long fresh = bytes - then;
        return fresh >= text.length() ? text : text.substring(text.length() - (int) fresh);
    }
}
