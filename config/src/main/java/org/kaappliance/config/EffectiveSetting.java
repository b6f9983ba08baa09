package org.kaappliance.config;

/**
 * One key as it is in force.
 *
 * @param key the full path, e.g. {@code dhcp.lease-time}
 * @param value as HOCON text
 * @param origin {@code default}, {@code command line}, or {@code <file>:<line>}
 */
public record EffectiveSetting(String key, String value, String origin) {}
