package org.kaappliance.dhcp.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Packets of real clients; see {@code captures/README.md}. */
public final class Captures {
    public static final List<String> NAMES = List.of(
            "ipxe-bios-discover",
            "ipxe-bios-request",
            "ovmf-discover",
            "ovmf-request",
            "udhcpc-discover",
            "udhcpc-request",
            "dhclient-discover",
            "dhclient-request");

    private Captures() {}

    public static byte[] octets(String name) {
        try (InputStream in = Captures.class.getResourceAsStream("/captures/" + name + ".hex")) {
            String hex = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static DhcpMessage message(String name) {
        return ((Decoded.Message) DhcpCodec.decode(octets(name))).message();
    }
}
