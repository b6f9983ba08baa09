package org.kaappliance.dhcp.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.DhcpOptions;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * A client that boots from the network.
 *
 * @param architectures as it names them, at least one
 * @param keys the names in {@code dhcp.boot-programs} that mean it, the closest first; not {@code ipxe}
 */
public record BootClient(Protocol protocol, Loader loader, List<Architecture> architectures, List<String> keys) {
    private static final Pattern ARCHITECTURE_IN_CLASS = Pattern.compile("(?:PXE|HTTP)Client:Arch:(\\d{5})");
    private static final Architecture BIOS = new Architecture(0);
    /** Vendors of the address blocks of the Raspberry Pi, whose ROM sends architecture 0. */
    private static final Set<Long> RASPBERRY_PI = Set.of(0xb827ebL, 0xdca632L, 0xe45f01L, 0x28cdc1L, 0xd83addL);

    /** What it says of itself in option 60, and so how it loads its boot program. */
    public enum Protocol {
        /** TFTP (PXE 2.1); U-Boot, too, which gives itself another name in option 60. */
        PXE,
        /** HTTP; takes a URL and nothing else (UEFI 2.5 section 23.7). */
        HTTP,
        /** Etherboot 5, which knows TFTP and wants an answer of its own kind. */
        ETHERBOOT
    }

    /** Who speaks. */
    public enum Loader {
        ANY,
        /** iPXE, as boot ROM or chain-loaded. */
        IPXE
    }

    public BootClient {
        architectures = List.copyOf(architectures);
        keys = List.copyOf(keys);
    }

    /** Empty when the message is from no firmware. */
    public static Optional<BootClient> of(DhcpMessage message) {
        String vendorClass = message.options().text(OptionCode.VENDOR_CLASS).orElse("");
        if (vendorClass.startsWith("Etherboot")) {
            List<String> key = List.of(Firmware.ETHERBOOT.key());
            return Optional.of(new BootClient(Protocol.ETHERBOOT, Loader.ANY, List.of(BIOS), key));
        }
        if (!message.options().has(OptionCode.MESSAGE_TYPE)) {
            // BOOTP, which boots whoever asks (RFC 951)
            return Optional.of(of(Protocol.PXE, message, vendorClass));
        }
        Optional<Protocol> protocol = vendorClass.startsWith("PXEClient") || vendorClass.startsWith("U-Boot")
                ? Optional.of(Protocol.PXE)
                : Optional.of(Protocol.HTTP).filter(http -> vendorClass.startsWith("HTTPClient"));
        return protocol.map(p -> of(p, message, vendorClass));
    }

    private static BootClient of(Protocol protocol, DhcpMessage message, String vendorClass) {
        List<Architecture> architectures = architectures(message.options(), vendorClass);
        Loader loader = isIpxe(message.options()) ? Loader.IPXE : Loader.ANY;
        boolean raspberry = loader == Loader.ANY && architectures.get(0).isBios() && isRaspberryPi(message.chaddr());
        return new BootClient(
                protocol,
                loader,
                architectures,
                raspberry ? List.of(Firmware.RASPBERRY_PI.key()) : keys(architectures));
    }

    /** iPXE writes option 77 without the length octet of RFC 3004; some builds send only 175. */
    private static boolean isIpxe(DhcpOptions options) {
        return options.has(OptionCode.IPXE)
                || options.text(OptionCode.USER_CLASS)
                        .filter(c -> c.contains("iPXE"))
                        .isPresent();
    }

    private static boolean isRaspberryPi(MacAddress mac) {
        return RASPBERRY_PI.contains(mac.bits() >>> 24);
    }

    /** Old ROMs name it in option 60 only, the oldest nowhere: those are BIOS. */
    private static List<Architecture> architectures(DhcpOptions options, String vendorClass) {
        List<Architecture> named = new ArrayList<>();
        byte[] list = options.bytes(OptionCode.ARCHITECTURE).orElse(new byte[0]);
        for (int i = 0; i + 1 < list.length; i += 2) {
            named.add(new Architecture((list[i] & 0xff) << 8 | list[i + 1] & 0xff));
        }
        Matcher inClass = ARCHITECTURE_IN_CLASS.matcher(vendorClass);
        if (named.isEmpty() && inClass.lookingAt()) {
            named.add(new Architecture(Integer.parseInt(inClass.group(1)) & Architecture.LARGEST));
        }
        return named.isEmpty() ? List.of(BIOS) : named;
    }

    private static List<String> keys(List<Architecture> architectures) {
        List<String> keys = new ArrayList<>();
        for (Architecture one : architectures) {
            keys.add(Firmware.byNumber(one));
            Firmware.of(one).map(Firmware::key).ifPresent(keys::add);
        }
        return keys;
    }

    /** Whether a class or a menu item for this kind of firmware means it. */
    public boolean is(String key) {
        return keys.contains(key) || loader == Loader.IPXE && key.equals(Firmware.IPXE.key());
    }

    /** The first that it names. */
    public Architecture architecture() {
        return architectures.get(0);
    }

    /** What {@code dhcp.boot-programs} calls it: {@code uefi-x64}, {@code raspberry-pi}, {@code arch-77}. */
    public String name() {
        return keys.size() == 1 ? keys.get(0) : architecture().toString();
    }

    /** For logs: {@code uefi-x64}, {@code bios iPXE}. */
    @Override
    public String toString() {
        return name() + (loader == Loader.IPXE ? " iPXE" : "");
    }
}
