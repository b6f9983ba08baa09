package org.kaappliance.dhcp.option;

import java.util.Arrays;
import java.util.Set;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;

/** What stands behind the server's and the file's name, options 66 and 67. */
public enum NameEnding {
    /** A NUL that is counted: old ROMs read the value as a C string. */
    NUL,
    /** Nothing (RFC 2132 sections 9.4 and 9.5). */
    BARE;

    private static final Set<Integer> NAMES = Set.of(OptionCode.TFTP_SERVER_NAME, OptionCode.BOOT_FILE_NAME);

    /** Ends the names that the options have. */
    public void apply(DhcpOptions.Builder options) {
        for (int code : NAMES) {
            options.bytes(code).ifPresent(name -> options.put(code, end(name)));
        }
    }

    private byte[] end(byte[] name) {
        boolean ended = name.length > 0 && name[name.length - 1] == 0;
        if (ended == (this == NUL)) {
            return name;
        }
        return Arrays.copyOf(name, ended ? name.length - 1 : name.length + 1);
    }
}
