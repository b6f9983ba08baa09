package org.kaappliance.clientkit.golden;

import java.util.Locale;

/** The kind of a partition table. */
public enum DiskLabel {
    /** MBR: four entries of 32 bits, one of which may be extended. */
    DOS,
    /** UEFI specification, chapter 5. */
    GPT;

    /** As {@code sfdisk} names it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
