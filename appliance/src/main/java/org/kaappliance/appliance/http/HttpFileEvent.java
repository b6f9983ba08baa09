package org.kaappliance.appliance.http;

import java.net.InetSocketAddress;

/**
 * How the sending of a boot file goes.
 *
 * @param name in the tree, as it was asked for
 * @param sentBytes handed to the kernel so far, of this request
 * @param totalBytes that this request is answered with
 */
public record HttpFileEvent(Kind kind, String name, InetSocketAddress client, long sentBytes, long totalBytes) {

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
