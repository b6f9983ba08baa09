package org.kaappliance.pxemenu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.kaappliance.config.MacAddress;

/**
 * What a machine is offered, by its record. Only a machine with a token, and a job that has a key, is ever shown {@code kamethod}: where it
 * cannot be cloned, the label is not there to be typed.
 */
public final class MenuPolicy {
    /** The seed's label for the clone system. */
    public static final String KAMETHOD = "kamethod";

    /** The seed's label for the machine's own disk. */
    public static final String LOCAL = "local";

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private final MenuSettings settings;
    private final Function<String, Optional<String>> jobKeys;

    /** @param jobKeys the session key of the job of that name, in hexadecimal digits; called on the threads that ask for menus */
    public MenuPolicy(MenuSettings settings, Function<String, Optional<String>> jobKeys) {
        this.settings = settings;
        this.jobKeys = jobKeys;
    }

    /** The menu for this machine in its present state. */
    public BootMenu menuFor(NodeRecord node) {
        BootEntry local = local(node);
        if (node.state() == NodeState.PARKED) {
            return parked(node, local);
        }
        Optional<BootEntry> kamethod = node.state().bootsKaMethod() ? kamethod(node) : Optional.empty();
        return menu(kamethod.isPresent() ? KAMETHOD : LOCAL, local, kamethod);
    }

    /**
     * The menu for a machine that nothing is known about.
     *
     * @param machine empty when nobody knows which one asks
     */
    public BootMenu localOnly(Optional<MacAddress> machine) {
        return menu(LOCAL, local(machine, BootEntry.Origin.FOREIGN), Optional.empty());
    }

    private BootMenu menu(String defaultLabel, BootEntry local, Optional<BootEntry> kamethod) {
        List<BootEntry> entries = new ArrayList<>();
        entries.add(local);
        kamethod.ifPresent(entries::add);
        entries.addAll(settings.ownEntries());
        return new BootMenu(
                defaultLabel,
                settings.prompt(),
                settings.timeout(),
                settings.message(),
                settings.serial(),
                settings.screens(),
                entries);
    }

    /** Its disk may be half written: the menu stays on the screen until somebody decides. */
    private BootMenu parked(NodeRecord node, BootEntry local) {
        String message = "parked: " + Printable.oneLine(node.detail());
        return new BootMenu(
                LOCAL,
                Prompt.ASK,
                Duration.ZERO,
                Optional.of(message),
                settings.serial(),
                Screens.NONE,
                List.of(local));
    }

    private BootEntry local(NodeRecord node) {
        return local(Optional.of(node.mac()), node.hasClone() ? BootEntry.Origin.CLONED : BootEntry.Origin.FOREIGN);
    }

    private BootEntry local(Optional<MacAddress> machine, BootEntry.Origin origin) {
        return new BootEntry.Local(
                LOCAL, "Boot from the local disk", settings.localBoot().apply(machine), origin);
    }

    /** Empty without all that the node must prove itself with. */
    private Optional<BootEntry> kamethod(NodeRecord node) {
        return node.job()
                .flatMap(job ->
                        node.token().flatMap(token -> jobKeys.apply(job).map(key -> kamethod(node, job, token, key))));
    }

    /** The name is told here as well as by DHCP, because addresses may be another server's, which knows no names. */
    private BootEntry kamethod(NodeRecord node, String job, String token, String key) {
        String name = HOST_NAME.matcher(node.name()).matches() ? " ka.name=" + node.name() : "";
        String arguments = settings.kernelArguments()
                + Printable.requireOneLine(settings.machineArguments().apply(node.mac()), "arguments")
                + " kamethod ka.server="
                + settings.server().getHostAddress() + name + " ka.job=" + Printable.requireWord(job, "job")
                + " ka.token=" + Printable.requireWord(token, "token") + " ka.key=" + Printable.requireWord(key, "key");
        return new BootEntry.Linux(
                KAMETHOD,
                "Clone this machine: ERASES ITS DISK",
                Optional.empty(),
                settings.kernel(),
                Optional.of(settings.initrd()),
                arguments.strip(),
                BootEntry.Card.TOLD);
    }
}
