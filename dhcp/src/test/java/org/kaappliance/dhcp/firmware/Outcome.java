package org.kaappliance.dhcp.firmware;

import java.net.Inet4Address;

/** Where firmware ends up. */
sealed interface Outcome {

    /** It loads this file from there; for HTTP boot the file is a URL. */
    record Loads(Inet4Address server, String file) implements Outcome {}

    /** It chose to boot its own disk. */
    record LocalDisk() implements Outcome {}

    /** It cannot boot. */
    record Fails(String why) implements Outcome {}
}
