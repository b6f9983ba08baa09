package org.kaappliance.clientkit.node;

import java.util.List;

/**
 * A command line and what the program reads.
 *
 * @param words the program and its arguments
 * @param input its standard input; where secrets are, since arguments are seen by all
 */
record ToolCommand(List<String> words, String input) {
    ToolCommand {
        words = List.copyOf(words);
    }

    /** One that reads nothing. */
    static ToolCommand of(List<String> words) {
        return new ToolCommand(words, "");
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
