package org.kaappliance.dhcp.boot;

/** What a machine gets; made by the factory methods. */
public sealed interface BootDecision {

    /** An address, and this file by TFTP from the appliance. */
    record Boot(String file) implements BootDecision {}

    /** An address and nothing to boot. */
    record AddressOnly(String reason) implements BootDecision {}

    /** No answer. */
    record Silence(String reason) implements BootDecision {}

    static BootDecision boot(String file) {
        return new Boot(file);
    }

    static BootDecision addressOnly(String reason) {
        return new AddressOnly(reason);
    }

    static BootDecision silence(String reason) {
        return new Silence(reason);
    }
}
