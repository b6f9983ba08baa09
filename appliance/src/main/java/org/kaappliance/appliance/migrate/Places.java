package org.kaappliance.appliance.migrate;

/** What to say of a text that stands where an address should. */
final class Places {
    private Places() {}

    static String noAddress(String text) {
        if (text.matches("[0-9.]+")) {
            return text + " is no IPv4 address";
        }
        return text.matches(".*[A-Z_].*")
                ? text + " is a placeholder: put an IPv4 address in its place, and import again"
                : text + " is a host name, which dhcpd looked up when it started: put its IPv4 address in its place";
    }
}
