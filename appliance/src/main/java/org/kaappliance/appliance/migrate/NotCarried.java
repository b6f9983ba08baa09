package org.kaappliance.appliance.migrate;

/** Why a statement cannot be carried over; caught where statements are walked, and turned into a {@link Finding}. */
final class NotCarried extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    NotCarried(int line, String reason) {
        super(reason);
        this.line = line;
    }

    int line() {
        return line;
    }
}
