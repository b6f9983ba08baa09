package org.kaappliance.clientkit.report;

/** The steps of the node program, in the order in which they are taken. */
public enum NodeStep {
    /** Receive the tools into memory. */
    STAGE2,
    /** Receive the description and check it against this machine; nothing has been written yet. */
    DESCRIPTION,
    /** Write the partition table. From here on the old content of the disk is lost. */
    PARTITION,
    /** Make file systems and swap areas. */
    FORMAT,
    /** Mount the file systems in path order. */
    MOUNT,
    /** Unpack the stream of the golden node's files. */
    RECEIVE,
    /** Read everything back from the disk and compare it with what was received. */
    VERIFY,
    /** fstab, devices, host name. */
    FINISH,
    /** Install the boot loader and flush the disk. */
    BOOTLOADER,
    /** Read what the last steps wrote. */
    CHECK
}
