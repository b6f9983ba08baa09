package org.kaappliance.dhcp.boot;

/**
 * A client's system architecture, DHCP option 93 (RFC 4578 section 2.1 and the IANA registry "Processor Architecture
 * Types").
 *
 * @param id 0 to 65535
 */
public record Architecture(int id) {
    static final int LARGEST = 0xffff;

    public Architecture {
        if (id < 0 || id > LARGEST) {
            throw new IllegalArgumentException("an architecture is 0 to 65535, got " + id);
        }
    }

    /** Whether its boot programs are those of a BIOS. */
    public boolean isBios() {
        return id == 0;
    }

    /** {@code uefi-x64}, or {@code arch-77} for a number without a name. */
    @Override
    public String toString() {
        return Firmware.of(this).map(Firmware::key).orElseGet(() -> Firmware.byNumber(this));
    }
}
