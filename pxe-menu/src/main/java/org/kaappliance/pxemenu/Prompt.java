package org.kaappliance.pxemenu;

/** Whether the boot program stops at its prompt. */
public enum Prompt {
    /** Start the default at once, unless a key is held. {@code PROMPT 0} */
    SKIP,
    /** Show {@code boot:} and wait for the timeout; without a timeout, for ever. {@code PROMPT 1} */
    ASK
}
