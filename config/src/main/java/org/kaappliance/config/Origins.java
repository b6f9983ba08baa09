package org.kaappliance.config;

import com.typesafe.config.ConfigOrigin;

/** Says in a few characters where a value stands. */
final class Origins {
    static final String COMMAND_LINE = "command line";
    static final String DEFAULT = "default";

    private Origins() {}

    /** {@code ka.conf:12}, {@code command line} or {@code default}. */
    static String of(ConfigOrigin origin) {
        if (origin.resource() != null) {
            return DEFAULT;
        }
        if (origin.filename() != null) {
            return origin.filename() + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "");
        }
        return COMMAND_LINE;
    }
}
