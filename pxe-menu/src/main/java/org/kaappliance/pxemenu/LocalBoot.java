package org.kaappliance.pxemenu;

import java.util.Objects;

/**
 * How each boot program leaves for the machine's own disk.
 *
 * @param pxelinux on BIOS; on UEFI all are alike (syslinux efi/main.c)
 * @param ipxeBios iPXE on BIOS
 * @param uefi GRUB and iPXE on UEFI
 */
public record LocalBoot(Pxelinux pxelinux, IpxeBios ipxeBios, Uefi uefi) {
    /** What works on most machines. */
    public static final LocalBoot USUAL = new LocalBoot(Pxelinux.RETURN_TO_ROM, IpxeBios.SANBOOT, Uefi.CHAINLOAD);

    public LocalBoot {
        Objects.requireNonNull(pxelinux, "pxelinux");
        Objects.requireNonNull(ipxeBios, "ipxeBios");
        Objects.requireNonNull(uefi, "uefi");
    }

    /** What PXELINUX does. */
    public enum Pxelinux {
        /** {@code LOCALBOOT 0}: return to the PXE ROM, which goes on with the next device; works on most machines. */
        RETURN_TO_ROM,
        /** {@code LOCALBOOT -1}: INT 18h, "next device"; some machines need it (syslinux NEWS). */
        NEXT_DEVICE,
        /** {@code chain.c32 hd0}: start the first disk's boot sector, where the ROM never comes back. */
        CHAIN
    }

    /** What iPXE does on BIOS. */
    public enum IpxeBios {
        /** Start the first disk's boot sector. */
        SANBOOT,
        /** Return to the ROM in good order. */
        EXIT,
        /** Return with an error: the BIOS takes the next device. */
        EXIT_1
    }

    /** What GRUB and iPXE do on UEFI. */
    public enum Uefi {
        /**
         * Start the boot loader of the first disk that has one: GRUB by itself, iPXE through {@link MenuText#diskProgram} on machines that were
         * cloned from here. Leave with an error where there is none.
         */
        CHAINLOAD,
        /** Leave in good order; on some machines that opens the boot manager. */
        EXIT,
        /** Leave with an error: the firmware takes the next boot entry. */
        EXIT_1
    }
}
