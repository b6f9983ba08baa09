package org.kaappliance.clientkit.kit;

/** A kit cannot be built or read. The message is one line for the operator: what is wrong, and what to do about it. */
public final class KitException extends Exception {
    private static final long serialVersionUID = 1L;

    public KitException(String message) {
        super(message);
    }

    public KitException(String message, Throwable cause) {
        super(message, cause);
    }
}
