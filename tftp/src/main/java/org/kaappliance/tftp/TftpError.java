package org.kaappliance.tftp;

/** The error codes that we send (RFC 1350 appendix). */
enum TftpError {
    NOT_DEFINED(0, "Not available"),
    FILE_NOT_FOUND(1, "File not found"),
    ACCESS_VIOLATION(2, "Read only server"),
    ILLEGAL_OPERATION(4, "Illegal request"),
    UNKNOWN_TRANSFER_ID(5, "Unknown transfer ID");

    private final int code;
    private final String text;

    TftpError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    /** Fixed and short: nothing that a client sent is echoed. */
    String text() {
        return text;
    }
}
