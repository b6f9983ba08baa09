package org.kaappliance.appliance.rehearse;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.kaappliance.config.MacAddress;

/**
 * A machine of a rehearsal, and what follows from its number.
 *
 * @param number from 1 to {@value #MOST}
 */
record MachineName(int number) {
    static final int MOST = 99;
    /** Of the appliance, on the bridge. */
    static final String SERVER = "10.77.0.1";

    static final int PREFIX_LENGTH = 24;

    MachineName {
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException("1 to " + MOST + " machines: " + number);
        }
    }

    static List<MachineName> first(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(MachineName::new).toList();
    }

    /** Its host name, too. */
    String text() {
        return "vm" + number;
    }

    /** A locally administered one, of QEMU's range. */
    MacAddress mac() {
        return MacAddress.parse(String.format(Locale.ROOT, "52:54:00:6b:61:%02x", number));
    }

    String address() {
        return "10.77.0." + (100 + number);
    }

    /** Its port of the bridge. */
    String tap() {
        return "tap" + number;
    }
}
