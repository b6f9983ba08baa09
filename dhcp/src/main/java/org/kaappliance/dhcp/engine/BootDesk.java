package org.kaappliance.dhcp.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.config.DhcpSettings.ClientClass;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.MacAddress;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.boot.BootRequest;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.boot.ProgramTable;
import org.kaappliance.dhcp.boot.RomMenu;
import org.kaappliance.dhcp.lease.Reservations;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.MessageType;

/** Who is served, and with what boot program: the same for server, proxy and boot server. Confined to one thread. */
final class BootDesk {
    private static final int MAX_ADVICE = 4096;

    private final DhcpServerSettings settings;
    private final BootPolicy policy;
    private final Reservations reservations;
    private final ClientClasses classes;
    private final Places places;
    private final RomMenu menu;
    private final Recent<Advised> advised = new Recent<>(MAX_ADVICE);

    private record Advised(MacAddress mac, String text) {}

    BootDesk(DhcpServerSettings settings, BootPolicy policy) {
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
                matching.stream().flatMap(one -> one.policy().stream()).findFirst());
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
                loaded ? RomMenu.NONE : menu,
                arrival.iface().address());
    }

    /** What a client is told that another server gives an address: by machine, classes, subnet where one is configured, all. */
    BootAnswer answer(Guest guest, Arrival arrival) {
        List<DhcpTerms> levels = guest.levels();
        places.of(guest.request(), arrival).ifPresent(subnet -> levels.add(subnet.terms()));
        levels.add(settings.dhcp().terms());
        return bootCase(guest, arrival).with(BootTerms.of(levels));
    }

    /** The effects, with the delay that a class asks for, and once for each machine what is missing to boot it. */
    List<Effect> finish(Guest guest, List<Effect> effects) {
        List<Effect> all = new ArrayList<>(advice(guest));
        effects.forEach(effect -> all.add(delayed(guest, effect)));
        return all;
    }

    private List<Effect> advice(Guest guest) {
        ClientRequest request = guest.request();
        boolean asksForOne = request.type() == MessageType.DISCOVER
                || request.type() == MessageType.REQUEST
                || request.type() == MessageType.INFORM;
        if (!asksForOne
                || !(guest.decision() instanceof BootDecision.NoProgram none)
                || none.advice().isEmpty()) {
            return List.of();
        }
        String text = request.mac() + " gets no boot program: " + none.reason() + "; "
                + none.advice().get();
        return advised.isNew(new Advised(request.mac(), text)) ? List.of(new Effect.Warn(text)) : List.of();
    }

    /** Only offers: a client that has taken one is ready for the rest. */
    private static Effect delayed(Guest guest, Effect effect) {
        Optional<Effect.Reply> offer = effect instanceof Effect.Reply reply
                ? Optional.of(reply).filter(r -> r.message().type().equals(Optional.of(MessageType.OFFER)))
                : Optional.empty();
        return offer.<Effect>map(reply -> reply.after(guest.replyDelay())).orElse(effect);
    }
}
