package org.kaappliance.clientkit.golden;

import java.util.Base64;
import java.util.Objects;

/**
 * The first bytes of a drive, which a BIOS starts: what stands before the partition table.
 *
 * @param drive the golden node's name of it: {@code sda}
 * @param base64 {@value #BYTES} bytes
 */
public record BootCode(String drive, String base64) {
    public static final int BYTES = 446;

    /** @throws IllegalArgumentException when it is not base64 of so many bytes */
    public BootCode {
        Objects.requireNonNull(drive, "drive");
        int length = Base64.getDecoder().decode(base64).length;
        if (length != BYTES) {
            throw new IllegalArgumentException(
                    "the boot code of " + drive + " has " + length + " bytes (expected " + BYTES + ")");
        }
    }

    public static BootCode of(String drive, byte[] code) {
        return new BootCode(drive, Base64.getEncoder().encodeToString(code));
    }

    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
