package org.kaappliance.config;

/**
 * One thing that is wrong with the settings.
 *
 * @param origin {@code <file>:<line>}, {@code command line}, {@code default}, or empty text when no place can be named
 * @param key the full path of the key, or empty text
 * @param message what is wrong and what to do, one line
 */
public record SettingsProblem(String origin, String key, String message) {

    /** {@code ka.conf:12: dhcp.lease-time: needs a unit, e.g. 80 hours}. */
    @Override
    public String toString() {
        return (origin.isEmpty() ? "" : origin + ": ") + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
