package org.kaappliance.appliance.control;

/** A command that is refused or has failed, with the exit code and the line for its user. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    /** @param exitCode 1 failed, 2 wrongly used */
    public ControlException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public static ControlException failed(String message) {
        return new ControlException(1, message);
    }

    public static ControlException usage(String message) {
        return new ControlException(2, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
