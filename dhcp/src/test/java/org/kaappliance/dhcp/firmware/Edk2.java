package org.kaappliance.dhcp.firmware;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.kaappliance.dhcp.wire.DhcpCodec;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.OptionCode;

/**
 * How EDK2's PXE driver (NetworkPkg/UefiPxeBcDxe: PxeBcDhcp4.c, PxeBcBoot.c) sorts offers, picks from them and finds the boot
 * file: rules.
 */
final class Edk2 {
    private static final int LARGEST_PACKET = 1472;
    private static final int MOST_OFFERS = 16;

    /** How an offer counts. */
    enum Kind {
        DHCP_ONLY,
        DHCP_PXE10,
        DHCP_BINL,
        PROXY_PXE10,
        PROXY_BINL,
        BOOTP,
        /** Too long, WFM11a, or a proxy's that is not PXE. */
        DISCARDED
    }

    /** What it wants of the boot server on port 4011. */
    record Question(Inet4Address server, Optional<Integer> item) {}

    private Edk2() {}

    static Kind kind(DhcpMessage offer) {
        if (DhcpCodec.encode(offer).length > LARGEST_PACKET) {
            return Kind.DISCARDED;
        }
        if (offer.type().isEmpty()) {
            return Kind.BOOTP;
        }
        boolean proxy = offer.yiaddr().equals(DhcpMessage.NO_ADDRESS);
        boolean pxe = offer.options()
                .text(OptionCode.VENDOR_CLASS)
                .filter(c -> c.startsWith("PXEClient"))
                .isPresent();
        if (!pxe) {
            return proxy ? Kind.DISCARDED : Kind.DHCP_ONLY;
        }
        PxeOptions vendor = PxeOptions.of(offer);
        if (vendor.has(6, 10)) {
            return proxy ? Kind.PROXY_PXE10 : Kind.DHCP_PXE10;
        }
        boolean mtftp = List.of(1, 2, 3, 4, 5).stream().allMatch(code -> vendor.has(code, code));
        if (mtftp) {
            return Kind.DISCARDED;
        }
        return proxy ? Kind.PROXY_BINL : Kind.DHCP_BINL;
    }

    /** @param bootServer answers a question, or does not */
    static Outcome boot(List<DhcpMessage> offers, Function<Question, Optional<DhcpMessage>> bootServer, int key) {
        if (offers.size() > MOST_OFFERS) {
            return new Outcome.Fails("too many offers");
        }
        Optional<DhcpMessage> plain = first(offers, Kind.DHCP_ONLY);
        Optional<DhcpMessage> chosen = first(offers, Kind.DHCP_PXE10)
                .or(() -> plain.flatMap(p -> first(offers, Kind.PROXY_PXE10)))
                .or(() -> first(offers, Kind.DHCP_BINL))
                .or(() -> plain.flatMap(p -> first(offers, Kind.PROXY_BINL)))
                .or(() -> plain.filter(p -> file(p).isPresent()))
                .or(() -> first(offers, Kind.BOOTP));
        if (chosen.isEmpty()) {
            return new Outcome.Fails("no usable offer (PXE-E16)");
        }
        return switch (kind(chosen.get())) {
            case DHCP_PXE10, PROXY_PXE10 -> pxe10(chosen.get(), bootServer, key);
            case DHCP_BINL, PROXY_BINL ->
                bootServer
                        .apply(new Question(siaddrOr54(chosen.get()), Optional.empty()))
                        .map(Edk2::loads)
                        .orElse(new Outcome.Fails("no answer on 4011 (PXE-E55)"));
            case DHCP_ONLY, BOOTP -> loads(chosen.get());
            case DISCARDED -> throw new AssertionError("not chosen");
        };
    }

    private static Optional<DhcpMessage> first(List<DhcpMessage> offers, Kind kind) {
        Predicate<DhcpMessage> is = offer -> kind(offer) == kind;
        return offers.stream().filter(is).findFirst();
    }

    /** @param key the line of the menu that is picked; -1 waits for the prompt to end */
    private static Outcome pxe10(DhcpMessage offer, Function<Question, Optional<DhcpMessage>> bootServer, int key) {
        PxeOptions vendor = PxeOptions.of(offer);
        if (vendor.bootsTheFile()
                || vendor.items().isEmpty()
                || vendor.promptTime().isEmpty()) {
            return loads(offer);
        }
        boolean shown = key >= 0 && vendor.promptTime().get() > 0;
        int type = vendor.items().get(shown ? key : 0).type();
        if (type == 0) {
            return new Outcome.LocalDisk();
        }
        boolean unicast = (vendor.control() & 3) == 3;
        if (unicast && vendor.servers(type).isEmpty()) {
            return new Outcome.Fails("no boot server of type " + type);
        }
        Inet4Address server = unicast ? vendor.servers(type).get(0) : siaddrOr54(offer);
        return bootServer
                .apply(new Question(server, Optional.of(type)))
                .filter(ack -> PxeOptions.of(ack).chosenType().equals(Optional.of(type)))
                .map(Edk2::loads)
                .orElse(new Outcome.Fails("no boot server answers for type " + type));
    }

    private static Outcome loads(DhcpMessage message) {
        PxeOptions vendor = PxeOptions.of(message);
        boolean listed = vendor.bootsTheFile() && !vendor.servers(-1).isEmpty();
        Inet4Address server = listed ? vendor.servers(-1).get(0) : siaddrOr54(message);
        return file(message)
                .<Outcome>map(file -> new Outcome.Loads(server, file))
                .orElse(new Outcome.Fails("no boot file"));
    }

    private static Inet4Address siaddrOr54(DhcpMessage message) {
        return message.siaddr().equals(DhcpMessage.NO_ADDRESS)
                ? message.options().address(OptionCode.SERVER_IDENTIFIER).orElseThrow()
                : message.siaddr();
    }

    /** Option 67, else the header. */
    private static Optional<String> file(DhcpMessage message) {
        return message.options()
                .text(OptionCode.BOOT_FILE_NAME)
                .or(() -> Optional.of(message.file()))
                .filter(file -> !file.isEmpty());
    }

    /** HTTP boot (NetworkPkg/HttpBootDxe/HttpBootDhcp4.c): only offers that say HTTPClient, and their file is a URL. */
    static Outcome httpBoot(List<DhcpMessage> offers) {
        return offers.stream()
                .filter(offer -> offer.options()
                        .text(OptionCode.VENDOR_CLASS)
                        .filter(c -> c.startsWith("HTTPClient"))
                        .isPresent())
                .flatMap(offer -> file(offer).stream()
                        .filter(file -> file.startsWith("http://"))
                        .<Outcome>map(url -> new Outcome.Loads(offer.siaddr(), url)))
                .findFirst()
                .orElse(new Outcome.Fails("no offer with a URL"));
    }
}
