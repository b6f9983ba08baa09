package org.kaappliance.pxemenu;

/** The two kinds of firmware, as far as a menu differs for them. */
public enum Platform {
    BIOS,
    UEFI
}
