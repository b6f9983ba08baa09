package org.kaappliance.dhcp.wire;

/** Option 43 as PXE uses it (PXE 2.1 table 2-1): sub-options of code, length, value. */
public final class PxeVendorOptions {
    private static final int DISCOVERY_CONTROL = 6;
    /** Bit 3: no prompt, no menu, no discovery; boot the named file. */
    private static final int BOOT_THE_FILE = 8;

    private static final int BOOT_ITEM = 71;
    private static final int BOOT_ITEM_LENGTH = 4;

    private PxeVendorOptions() {}

    /** Boot the file at once; a boot item that was chosen (71) is named again, because firmware compares it. */
    public static byte[] answer(DhcpOptions request) {
        DhcpOptions.Builder options = DhcpOptions.builder().octet(DISCOVERY_CONTROL, BOOT_THE_FILE);
        request.bytes(OptionCode.VENDOR_INFORMATION)
                .map(PxeVendorOptions::read)
                .flatMap(asked -> asked.bytes(BOOT_ITEM))
                .filter(item -> item.length == BOOT_ITEM_LENGTH)
                .ifPresent(item -> options.put(BOOT_ITEM, item));
        return OptionField.write(options.build());
    }

    /** A broken field counts as far as it goes. */
    private static DhcpOptions read(byte[] field) {
        DhcpOptions.Builder options = DhcpOptions.builder();
        OptionField.read(field, options);
        return options.build();
    }
}
