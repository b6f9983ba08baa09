package org.kaappliance.appliance.cli;

/** The command line is wrong; its text is the one line for the user. Exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
