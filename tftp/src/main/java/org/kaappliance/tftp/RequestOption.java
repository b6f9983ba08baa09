package org.kaappliance.tftp;

/**
 * One option of a request or of an OACK (RFC 2347).
 *
 * @param name in lower case; names do not depend on case
 * @param value as it stands in the packet
 */
record RequestOption(String name, String value) {}
