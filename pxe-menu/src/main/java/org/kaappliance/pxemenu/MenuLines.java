package org.kaappliance.pxemenu;

/**
 * A menu written down.
 *
 * @param header what comes before the entries
 * @param entries the labels
 */
record MenuLines(String header, String entries) {}
