package org.kaappliance.clientkit.tar;

import java.io.IOException;

/** The stream is no tar archive of the kind that the appliance makes; the message says where. */
public final class TarFormatException extends IOException {
    private static final long serialVersionUID = 1;

    TarFormatException(long position, String problem) {
        super("the stream is no tar archive: " + problem + " at byte " + position);
    }
}
