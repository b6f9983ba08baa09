package org.kaappliance.tftp;

/** Text from the network, made fit for logs and terminals. */
final class PrintableText {
    private static final int MAX_CHARS = 128;

    private PrintableText() {}

    /** At most {@value #MAX_CHARS} characters, controls and everything beyond ASCII escaped. */
    static String of(String untrusted) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < untrusted.length() && i < MAX_CHARS; i++) {
            char c = untrusted.charAt(i);
            out.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return untrusted.length() > MAX_CHARS ? out + "..." : out.toString();
    }
}
