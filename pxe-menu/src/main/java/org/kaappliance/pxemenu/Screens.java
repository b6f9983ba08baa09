package org.kaappliance.pxemenu;

import java.util.List;
import java.util.Optional;

/**
 * Texts that PXELINUX shows, as files in the tree.
 *
 * @param display above the prompt
 * @param help behind the keys F1, F2, ...; at most 12
 */
public record Screens(Optional<String> display, List<String> help) {
    /** None. */
    public static final Screens NONE = new Screens(Optional.empty(), List.of());

    public Screens {
        help = List.copyOf(help);
        display.ifPresent(path -> Printable.requirePath(path, "display"));
        help.forEach(path -> Printable.requirePath(path, "help"));
        if (help.size() > 12) {
            throw new IllegalArgumentException("there are 12 function keys, got " + help.size() + " help screens");
        }
    }
}
