package org.kaappliance.relay.records;

/** Says why zstd cannot be used in this JVM; run with and without what it needs. */
final class ZstdProbe {
    private ZstdProbe() {}

    public static void main(String[] args) {
        System.out.println(Zstd.unavailable().orElse("usable"));
    }
}
