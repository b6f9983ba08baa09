package org.kaappliance.dhcp.engine;

import java.util.Optional;
import org.kaappliance.dhcp.boot.BootDecision;

/**
 * What a served machine is told to boot.
 *
 * @param reason why there is no file; empty text when there is one
 */
public record BootAnswer(Optional<String> file, String reason) {

    public static BootAnswer of(BootDecision decision) {
        if (decision instanceof BootDecision.Boot boot) {
            return new BootAnswer(Optional.of(boot.file()), "");
        }
        if (decision instanceof BootDecision.AddressOnly none) {
            return new BootAnswer(Optional.empty(), none.reason());
        }
        throw new IllegalArgumentException("no answer to give: " + decision);
    }

    /** For the log: {@code BIOS iPXE: pxelinux.0}. */
    public String describe(ClientRequest request) {
        if (request.architecture().isEmpty()) {
            return request.vendorClass();
        }
        String firmware = request.architecture().get() + (request.loader() == ClientRequest.Loader.IPXE ? " iPXE" : "");
        return firmware + ": " + file.orElse("nothing to boot: " + reason);
    }
}
