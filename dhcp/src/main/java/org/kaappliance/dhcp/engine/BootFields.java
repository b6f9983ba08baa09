package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.HexFormat;
import java.util.Optional;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;
import org.kaappliance.dhcp.wire.PxeVendorOptions;

/**
 * The boot part of a reply. Boot file and server stand in every place where some firmware looks: siaddr, sname, file, and options 66
 * and 67 with a NUL, which old ROMs need.
 *
 * @param file for the header; empty text for none
 * @param options to add, in this order
 */
record BootFields(Inet4Address server, String file, DhcpOptions options) {
    private static final String PXE_CLIENT = "PXEClient";
    private static final String HTTP_CLIENT = "HTTPClient";
    private static final String ETHERBOOT = "Etherboot-5.0";
    /** Option 60 of itself inside option 43, as the seed's dhcpd.conf has it. */
    private static final byte[] ETHERBOOT_MARK = HexFormat.of().parseHex("3c094574686572626f6f74ff");

    /**
     * Its ROM boots from a server that offers an item of this name: control 3, prompt "PXE" for 0 seconds, one item of type 0
     * (raspberrypi/firmware issue 934).
     */
    private static final byte[] RASPBERRY_PI_MARK =
            HexFormat.of().parseHex("0601030a0400505845091400001152617370626572727920506920426f6f74ff");

    /** Empty when there is nothing to boot. */
    static Optional<BootFields> of(ClientRequest request, BootAnswer answer) {
        if (!answer.boots()) {
            return Optional.empty();
        }
        DhcpOptions.Builder options = DhcpOptions.builder();
        request.client().ifPresent(client -> vendor(client, answer, options));
        boolean http = isHttp(request);
        answer.file().ifPresent(file -> {
            if (!http) {
                options.text(OptionCode.TFTP_SERVER_NAME, answer.server().getHostAddress() + "\0");
            }
            options.text(OptionCode.BOOT_FILE_NAME, file + "\0");
        });
        return Optional.of(new BootFields(answer.server(), answer.file().orElse(""), options.build()));
    }

    private static boolean isHttp(ClientRequest request) {
        return request.client()
                .filter(c -> c.protocol() == BootClient.Protocol.HTTP)
                .isPresent();
    }

    /** Option 60 and 43. PXEClient stands only together with 43.6: else EDK2 takes the offer for BINL (PxeBcDhcp4.c). */
    private static void vendor(BootClient client, BootAnswer answer, DhcpOptions.Builder options) {
        switch (client.protocol()) {
            case PXE ->
                options.text(OptionCode.VENDOR_CLASS, PXE_CLIENT)
                        .put(OptionCode.VENDOR_INFORMATION, pxe(client, answer));
            case HTTP -> options.text(OptionCode.VENDOR_CLASS, HTTP_CLIENT);
            case ETHERBOOT ->
                options.text(OptionCode.VENDOR_CLASS, ETHERBOOT).put(OptionCode.VENDOR_INFORMATION, ETHERBOOT_MARK);
        }
    }

    private static byte[] pxe(BootClient client, BootAnswer answer) {
        if (answer.menu().isPresent()) {
            return PxeVendorOptions.menu(answer.menu().get(), answer.server());
        }
        boolean raspberry =
                client.is(Firmware.RASPBERRY_PI.key()) && answer.chosen().isEmpty();
        return raspberry ? RASPBERRY_PI_MARK.clone() : PxeVendorOptions.bootTheFile(answer.chosen());
    }

    void put(DhcpOptions.Builder into) {
        options.codes().forEach(code -> into.put(code, options.bytes(code).orElseThrow()));
    }

    /** For a reply that gives an address: iPXE then does not wait 2 seconds for a ProxyDHCP offer (src/net/udp/dhcp.c). */
    static void noProxy(DhcpOptions.Builder into) {
        into.put(OptionCode.IPXE, new byte[] {(byte) 176, 1, 1});
    }
}
