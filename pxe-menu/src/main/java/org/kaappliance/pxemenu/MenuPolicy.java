package org.kaappliance.pxemenu;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a machine is offered, by its record. Only a machine with a job and a token is ever shown {@code kamethod}: where it
 * cannot be cloned, the label is not there to be typed.
 */
public final class MenuPolicy {
    /** The seed's label for the clone system. */
    public static final String KAMETHOD = "kamethod";

    /** The seed's label for the machine's own disk. */
    public static final String LOCAL = "local";

    private final MenuSettings settings;

    public MenuPolicy(MenuSettings settings) {
        this.settings = settings;
    }

    /** The menu for this machine in its present state. */
    public BootMenu menuFor(NodeRecord node) {
        if (node.state() == NodeState.PARKED) {
            return parked(node);
        }
        if (node.state().bootsKaMethod()
                && node.job().isPresent()
                && node.token().isPresent()) {
            return menu(
                    KAMETHOD,
                    List.of(local(), kamethod(node.job().get(), node.token().get())));
        }
        return localOnly();
    }

    /** The menu for a machine that nothing is known about. */
    public BootMenu localOnly() {
        return menu(LOCAL, List.of(local()));
    }

    private BootMenu menu(String defaultLabel, List<BootEntry> entries) {
        return new BootMenu(
                defaultLabel, settings.prompt(), settings.timeout(), settings.message(), settings.serial(), entries);
    }

    /** Its disk may be half written: the menu stays on the screen until somebody decides. */
    private BootMenu parked(NodeRecord node) {
        String message = "parked: " + Printable.oneLine(node.detail());
        return new BootMenu(
                LOCAL, Prompt.ASK, Duration.ZERO, Optional.of(message), settings.serial(), List.of(local()));
    }

    private BootEntry local() {
        return new BootEntry.Local(LOCAL, settings.localBoot());
    }

    private BootEntry kamethod(String job, String token) {
        String arguments = settings.kernelArguments() + " kamethod ka.server="
                + settings.server().getHostAddress() + " ka.job=" + Printable.requireWord(job, "job")
                + " ka.token=" + Printable.requireWord(token, "token");
        return new BootEntry.Linux(KAMETHOD, settings.kernel(), settings.initrd(), arguments.strip());
    }
}
