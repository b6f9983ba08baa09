package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Locale;

/**
 * What makes the clone boot, from the option {@code -r}.
 *
 * @param kind the loader
 * @param unusedArguments what stood behind the name ({@code --with=ata_piix}: options of the seed's mkinitrd); kept, and told to the operator
 */
public record BootLoader(Kind kind, List<String> unusedArguments) {
    /** The loaders that the node program can install. */
    public enum Kind {
        GRUB,
        NONE;

        /** {@code grub}, {@code none}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final BootLoader GRUB = new BootLoader(Kind.GRUB, List.of());
    public static final BootLoader NONE = new BootLoader(Kind.NONE, List.of());

    public BootLoader {
        unusedArguments = List.copyOf(unusedArguments);
    }

    /**
     * Reads {@code grub --with=jfs --with=ata_piix} or {@code none}.
     *
     * @throws PlanException when the first word is no known loader
     */
    public static BootLoader parse(String text) throws PlanException {
        List<String> words = List.of(text.trim().split("\\s+"));
        for (Kind kind : Kind.values()) {
            if (kind.text().equals(words.get(0))) {
                return new BootLoader(kind, words.subList(1, words.size()));
            }
        }
        throw new PlanException("boot loader '" + words.get(0) + "' is not supported yet (expected grub or none)");
    }

    /** The option as it was written. */
    public String text() {
        return unusedArguments.isEmpty() ? kind.text() : kind.text() + " " + String.join(" ", unusedArguments);
    }
}
