package org.kaappliance.clientkit.remote;

import java.util.Optional;
import java.util.stream.Stream;

/** What a frame is. */
enum FrameKind {
    /** Of the appliance: its only one. */
    REQUEST(1),
    /** Bytes of the answer. */
    DATA(2),
    /** A line of what reads the files. */
    WARNING(3),
    /** The golden node is at work. */
    ALIVE(4),
    /** The answer is complete. */
    END(5),
    /** There is no answer, or no more of it, and why. */
    FAILED(6),
    /** The request cannot be planned: a reason, line by line. */
    PROBLEMS(7);

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    byte code() {
        return (byte) code;
    }

    static Optional<FrameKind> of(byte code) {
        return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
    }
}
