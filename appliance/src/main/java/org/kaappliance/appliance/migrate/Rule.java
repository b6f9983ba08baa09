package org.kaappliance.appliance.migrate;

import java.util.function.Function;

/** Asks the loader's own rules before a value is written, so that what is printed can be loaded. */
final class Rule {
    private Rule() {}

    /** @param rule throws {@link IllegalArgumentException} when the settings do not take the text */
    static String value(int line, Function<String, ?> rule, String text) {
        try {
            rule.apply(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new NotCarried(line, e.getMessage());
        }
    }

    static boolean fits(Function<String, ?> rule, String text) {
        try {
            rule.apply(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
