package org.kaappliance.appliance.store;

/** The state store could not read or write; nothing of the write has taken effect. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
