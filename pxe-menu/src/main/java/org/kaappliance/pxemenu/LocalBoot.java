package org.kaappliance.pxemenu;

/**
 * How pxelinux leaves for the next boot device, its {@code LOCALBOOT} number. On UEFI all are alike (syslinux efi/main.c).
 */
public enum LocalBoot {
    /** Return to the PXE ROM, which goes on with the next device; works on most machines. */
    RETURN_TO_ROM(0),
    /** INT 18h, "next device"; some machines need it (syslinux NEWS). */
    NEXT_DEVICE(-1);

    private final int code;

    LocalBoot(int code) {
        this.code = code;
    }

    /** The number behind {@code LOCALBOOT}. */
    public int code() {
        return code;
    }

    /**
     * The constant with this number.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static LocalBoot ofCode(int code) {
        for (LocalBoot value : values()) {
            if (value.code == code) {
                return value;
            }
        }
        throw new IllegalArgumentException("LOCALBOOT is 0 or -1, got " + code);
    }
}
