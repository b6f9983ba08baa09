package org.kaappliance.dhcp.boot;

import java.util.Optional;

/** What a machine gets; made by the factory methods. */
public sealed interface BootDecision {

    /** An address, and this boot program: a file by TFTP from the appliance, or a URL. */
    record Boot(String file) implements BootDecision {}

    /** The same of a file that only the appliance has, whatever boot server the settings name. */
    record Own(String file) implements BootDecision {}

    /**
     * An address. It may boot, but {@code dhcp.boot-programs} has nothing for it; a boot file that the settings name for the
     * machine itself counts nevertheless.
     *
     * @param advice what the operator may want to do about it
     */
    record NoProgram(String reason, Optional<String> advice) implements BootDecision {}

    /** An address and nothing to boot. */
    record AddressOnly(String reason) implements BootDecision {}

    /** No answer. */
    record Silence(String reason) implements BootDecision {}

    static BootDecision boot(String file) {
        return new Boot(file);
    }

    static BootDecision own(String file) {
        return new Own(file);
    }

    static BootDecision noProgram(String reason) {
        return new NoProgram(reason, Optional.empty());
    }

    static BootDecision noProgram(String reason, String advice) {
        return new NoProgram(reason, Optional.of(advice));
    }

    static BootDecision addressOnly(String reason) {
        return new AddressOnly(reason);
    }

    static BootDecision silence(String reason) {
        return new Silence(reason);
    }
}
