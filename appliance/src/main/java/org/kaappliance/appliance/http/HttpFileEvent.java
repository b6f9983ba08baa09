package org.kaappliance.appliance.http;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How the sending of a boot file goes.
 *
 * @param name in the tree, as it was asked for: whoever prints it escapes it ({@link LogText})
 * @param sentBytes handed to the kernel so far, of this request
 * @param elapsed since the answer began
 * @param totalBytes that this request is answered with
 */
public record HttpFileEvent(
        Kind kind, String name, InetSocketAddress client, long sentBytes, Duration elapsed, long totalBytes) {

    /** What happened. */
    public enum Kind {
        STARTED,
        /** At most a few times a second. */
        PROGRESS,
        DONE,
        /** The client went away before the end. */
        BROKEN
    }
}
