package org.kaappliance.dhcp.engine;

import java.net.Inet4Address;
import java.util.Optional;
import java.util.OptionalInt;
import org.kaappliance.dhcp.boot.BootClient;
import org.kaappliance.dhcp.boot.BootDecision;
import org.kaappliance.dhcp.boot.ProgramTable;
import org.kaappliance.dhcp.boot.RomMenu;
import org.kaappliance.dhcp.plan.Terms;
import org.kaappliance.dhcp.wire.PxeVendorOptions;
import org.kaappliance.dhcp.wire.PxeVendorOptions.Item;

/**
 * A request with what was decided about booting. What the machine is told follows when its settings are known, which may hang
 * on the address that it gets.
 *
 * @param menu of the ROM; none for a machine that has a boot file of its own
 * @param httpPort where the appliance serves files over HTTP; empty when it does not
 * @param own the appliance's address where the request came in
 */
record BootCase(ClientRequest request, BootDecision decision, RomMenu menu, Inet4Address own, OptionalInt httpPort) {
    private static final int HTTP = 80;

    /** The ROM's menu wins over a boot file of the settings, and that over the program of its firmware. */
    BootAnswer with(Terms terms) {
        Inet4Address server = terms.bootServer().orElse(own);
        if (decision instanceof BootDecision.AddressOnly none) {
            return BootAnswer.nothing(server, none.reason());
        }
        Optional<BootClient> chooser = request.client().filter(menu::isFor);
        if (chooser.isPresent()) {
            return chosen().map(item -> item(server, chooser.get(), item))
                    .orElseGet(() -> first(server, chooser.get()));
        }
        return terms.bootFile().map(file -> named(server, file)).orElseGet(() -> answer(server, decision));
    }

    /** A client that is no firmware is told of the file that stands for it in the settings; it may be a telephone's. */
    private BootAnswer named(Inet4Address server, String file) {
        Optional<BootClient> client = request.client();
        if (client.isEmpty() && file.equals(ProgramTable.NONE)) {
            return BootAnswer.nothing(server, "boot-file = none");
        }
        return answer(server, client.map(c -> fitting(c, file)).orElseGet(() -> BootDecision.boot(file)));
    }

    private static BootDecision fitting(BootClient client, String file) {
        BootDecision decided = ProgramTable.fitting(client, file);
        return decided instanceof BootDecision.NoProgram none && none.advice().isPresent()
                ? BootDecision.noProgram(none.reason(), "that is its boot-file; set another for it, or for its class")
                : decided;
    }

    /** Type 0 is what a ROM asks for that has seen no menu. */
    private Optional<Item> chosen() {
        return PxeVendorOptions.item(request.message().options()).filter(item -> item.type() != 0);
    }

    private BootAnswer item(Inet4Address server, BootClient client, Item item) {
        Optional<BootDecision> fits = menu.file(client, item).map(file -> ProgramTable.fitting(client, file));
        BootDecision decided = fits.orElseGet(() ->
                BootDecision.noProgram("no item " + item.type() + " with layer " + item.layer() + " in its menu"));
        return answer(server, decided);
    }

    /** Items of the menu are asked for here, wherever their files come from. */
    private BootAnswer first(Inet4Address server, BootClient client) {
        Optional<String> file = menu.firstFile(client);
        if (menu.menu(client).isPresent()) {
            return BootAnswer.menu(own, file, menu.menu(client).get());
        }
        return file.map(f -> answer(server, ProgramTable.fitting(client, f)))
                .orElseGet(() -> BootAnswer.nothing(server, "its menu has only the local disk"));
    }

    private boolean needsUrl(String file) {
        return !file.contains("://")
                && request.client()
                        .filter(client -> client.protocol() == BootClient.Protocol.HTTP)
                        .isPresent();
    }

    private String url(Inet4Address server, String file) {
        String port = httpPort.getAsInt() == HTTP ? "" : ":" + httpPort.getAsInt();
        return "http://" + server.getHostAddress() + port + "/" + file;
    }

    private BootAnswer answer(Inet4Address server, BootDecision decided) {
        if (decided instanceof BootDecision.Own script) {
            return answer(own, BootDecision.boot(script.file()));
        }
        if (decided instanceof BootDecision.Boot boot && needsUrl(boot.file())) {
            return httpPort.isEmpty()
                    ? BootAnswer.nothing(server, "it loads URLs only, and nothing is served over HTTP")
                    : answer(server, BootDecision.boot(url(server, boot.file())));
        }
        if (decided instanceof BootDecision.Boot boot) {
            return BootAnswer.file(
                    server, boot.file(), PxeVendorOptions.item(request.message().options()));
        }
        if (decided instanceof BootDecision.NoProgram none) {
            return BootAnswer.nothing(server, none.reason(), none.advice());
        }
        throw new IllegalArgumentException("no answer to give: " + decided);
    }
}
