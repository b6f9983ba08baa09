package org.kaappliance.pxemenu;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a machine is offered, by its record. Only a machine with a token, and a job that has a key, is ever shown {@code kamethod}: where it
 * cannot be cloned, the label is not there to be typed.
 */
public final class MenuPolicy {
    /** The seed's label for the clone system. */
    public static final String KAMETHOD = "kamethod";

    /** The seed's label for the machine's own disk. */
    public static final String LOCAL = "local";

    private final MenuSettings settings;
    private final Function<String, Optional<String>> jobKeys;

    /** @param jobKeys the session key of the job of that name, in hexadecimal digits; called on the threads that ask for menus */
    public MenuPolicy(MenuSettings settings, Function<String, Optional<String>> jobKeys) {
        this.settings = settings;
        this.jobKeys = jobKeys;
    }

    /** The menu for this machine in its present state. */
    public BootMenu menuFor(NodeRecord node) {
        if (node.state() == NodeState.PARKED) {
            return parked(node);
        }
        return node.state().bootsKaMethod()
                ? kamethod(node)
                        .map(entry -> menu(KAMETHOD, List.of(local(), entry)))
                        .orElseGet(this::localOnly)
                : localOnly();
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

    /** Empty without all that the node must prove itself with. */
    private Optional<BootEntry> kamethod(NodeRecord node) {
        return node.job()
                .flatMap(job ->
                        node.token().flatMap(token -> jobKeys.apply(job).map(key -> kamethod(job, token, key))));
    }

    private BootEntry kamethod(String job, String token, String key) {
        String arguments = settings.kernelArguments() + " kamethod ka.server="
                + settings.server().getHostAddress() + " ka.job=" + Printable.requireWord(job, "job")
                + " ka.token=" + Printable.requireWord(token, "token") + " ka.key=" + Printable.requireWord(key, "key");
        return new BootEntry.Linux(KAMETHOD, settings.kernel(), settings.initrd(), arguments.strip());
    }
}
