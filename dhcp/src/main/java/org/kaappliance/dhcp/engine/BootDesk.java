package org.kaappliance.dhcp.engine;

import java.util.ArrayList;
import java.util.List;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpSettings.ClientClass;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest;
import org.kaappliance.dhcp.boot.BootRequest.Addresses;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.boot.ProgramTable;
import org.kaappliance.dhcp.boot.RomMenu;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.MessageType;

/** Who is served, and with what boot program: the same for server, proxy and boot server. Confined to one thread. */
final class BootDesk {
    private static final int MAX_ADVICE = 4096;

    private final DhcpServerSettings settings;
    private final BootPolicy policy;
    private final Addresses addresses;
    private final Reservations reservations;
    private final ClientClasses classes;
    private final Places places;
    private final RomMenu menu;
    private final Recent<Advised> advised = new Recent<>(MAX_ADVICE);

    private record Advised(MacAddress mac, String text) {}

    BootDesk(DhcpServerSettings settings, BootPolicy policy, Addresses addresses) {
        this.addresses = addresses;
        this.settings = settings;
        this.policy = policy;
        this.reservations = new Reservations(settings.reservations());
        this.classes = new ClientClasses(settings.dhcp().classes());
        this.places = new Places(settings);
        this.menu = new RomMenu(settings.dhcp().pxeMenu());
    }

    Guest receive(ClientRequest request) {
        List<ClientClass> matching = classes.of(request);
        BootRequest asked = new BootRequest(
                request.mac(),
                request.client(),
                reservations.nameOf(request.mac()),
                matching.stream().flatMap(one -> one.policy().stream()).findFirst(),
                addresses);
        return new Guest(request, reservations.of(request.mac()), matching, policy.decide(asked));
    }

    BootCase bootCase(Guest guest, Arrival arrival) {
        // iPXE with a program of its own was loaded from here: it does not start over with the menu of the ROM
        boolean loaded = guest.request().isIpxe()
                && !settings.dhcp()
                        .bootPrograms()
                        .getOrDefault(Firmware.IPXE.key(), ProgramTable.AUTO)
                        .equals(ProgramTable.AUTO);
        return new BootCase(
                guest.request(),
                guest.decision(),
                loaded || guest.namesBootFile() ? RomMenu.NONE : menu,
                arrival.iface().address(),
                settings.httpPort());
    }

    /** What a client is told that another server gives an address, which may be of a subnet that is not configured. */
    Terms terms(Guest guest, Arrival arrival) {
        DhcpSettings.Subnet subnet = places.of(guest.request(), arrival)
                .orElseGet(() -> new DhcpSettings.Subnet("", arrival.iface().subnet(), List.of(), DhcpTerms.NOTHING));
        return settings.levels(guest.levels(), subnet).at(guest.request().ciaddr());
    }

    /** The effects, and once for each machine what is missing to boot it. */
    List<Effect> finish(Guest guest, BootAnswer answer, List<Effect> effects) {
        List<Effect> all = new ArrayList<>(advice(guest, answer));
        all.addAll(effects);
        return all;
    }

    private List<Effect> advice(Guest guest, BootAnswer answer) {
        ClientRequest request = guest.request();
        boolean asksForOne = request.type() == MessageType.DISCOVER
                || request.type() == MessageType.REQUEST
                || request.type() == MessageType.INFORM;
        if (!asksForOne || answer.advice().isEmpty()) {
            return List.of();
        }
        String text = request.mac() + " gets no boot program: " + answer.reason() + "; "
                + answer.advice().get();
        return advised.isNew(new Advised(request.mac(), text)) ? List.of(new Effect.Warn(text)) : List.of();
    }
}
