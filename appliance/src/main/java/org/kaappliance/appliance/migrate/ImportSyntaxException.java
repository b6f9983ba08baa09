package org.kaappliance.appliance.migrate;

/** The file is not what it should be; the message begins with {@code line N, column M}. */
public final class ImportSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    ImportSyntaxException(Token where, String message) {
        super("line " + where.line() + ", column " + where.column() + ": " + message);
    }
}
