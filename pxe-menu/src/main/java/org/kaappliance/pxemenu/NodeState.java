package org.kaappliance.pxemenu;

/** Where a machine stands between "never seen" and "runs from the disk that we wrote". */
public enum NodeState {
    /** Asked for something, nobody vouched for it. Never armed. */
    UNKNOWN,
    /** Registered by the administrator; boots its own disk. */
    KNOWN,
    /** Will be cloned when it boots from the network next. */
    ARMED,
    /** Fetched its boot program; nothing heard from stage 1 yet. */
    BOOTING,
    /** Stage 1 runs and has said hello; its disk is untouched. */
    WAITING,
    /** Its disk is being written. */
    RECEIVING,
    /** The stream is complete; fstab, boot loader and identity are being set. */
    FINISHING,
    /** Disk written, flushed and bootable, by the node's own word; boots locally from now on. */
    DONE,
    /** Came up from its own disk. */
    VERIFIED,
    /** Failed and will be tried again at its next network boot. */
    FAILED,
    /** Tried too often, or taken out by hand; waits for the administrator. */
    PARKED;

    /** True where a network boot leads into the clone system. */
    public boolean bootsKaMethod() {
        return isRunning() || this == ARMED || this == FAILED;
    }

    /** True from the network boot to the node's last report: a job is under way. */
    public boolean isRunning() {
        return this == BOOTING || hasReported();
    }

    /** True while stage 1 is connected. */
    public boolean hasReported() {
        return this == WAITING || isWritingDisk();
    }

    /** True while the disk is neither the old nor the new one. */
    public boolean isWritingDisk() {
        return this == RECEIVING || this == FINISHING;
    }
}
