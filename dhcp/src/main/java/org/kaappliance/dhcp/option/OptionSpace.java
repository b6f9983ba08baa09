package org.kaappliance.dhcp.option;

import java.util.Locale;
import java.util.Optional;
import org.kaappliance.dhcp.wire.OptionCode;

/** Where an option stands: in the message itself, or inside an option that carries others. */
public enum OptionSpace {
    DHCP(0),
    /** What PXE puts into option 43 (PXE 2.1 table 2-1). */
    PXE(OptionCode.VENDOR_INFORMATION),
    /** What iPXE and Etherboot put into option 175. */
    IPXE(OptionCode.IPXE);

    private final int carrier;

    OptionSpace(int carrier) {
        this.carrier = carrier;
    }

    /** The option that carries this space; 0 for the message itself. */
    public int carrier() {
        return carrier;
    }

    /** As names of options begin: {@code pxe}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its word, or by the number of the option that carries it. */
    static Optional<OptionSpace> carried(String text) {
        for (OptionSpace space : new OptionSpace[] {PXE, IPXE}) {
            if (text.equals(space.word()) || text.equals(String.valueOf(space.carrier))) {
                return Optional.of(space);
            }
        }
        return Optional.empty();
    }
}
