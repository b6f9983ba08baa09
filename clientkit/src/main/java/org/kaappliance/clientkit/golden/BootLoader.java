package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What makes the clone boot, from the option {@code -r}.
 *
 * @param kind the loader
 * @param unusedArguments what stood behind the name ({@code --with=ata_piix}: options of the seed's mkinitrd); see {@link #modules}
 */
public record BootLoader(Kind kind, List<String> unusedArguments) {
    /** The loaders that the node program can install. */
    public enum Kind {
        /** Recognised from the golden system; an order names what was recognised. */
        AUTO,
        /** GRUB 2, for BIOS and UEFI. */
        GRUB,
        GRUB_LEGACY,
        LILO,
        /** The SYSLINUX of Linux file systems. */
        EXTLINUX,
        SYSTEMD_BOOT,
        NONE;

        /** {@code grub}, {@code systemd-boot}, {@code none}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static final BootLoader AUTO = new BootLoader(Kind.AUTO, List.of());
    public static final BootLoader GRUB = new BootLoader(Kind.GRUB, List.of());
    public static final BootLoader NONE = new BootLoader(Kind.NONE, List.of());

    private static final Map<String, Kind> OTHER_NAMES = Map.of("grub2", Kind.GRUB, "syslinux", Kind.EXTLINUX);
    private static final String WITH_MODULE = "--with=";

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
        List<String> arguments = words.subList(1, words.size());
        Kind other = OTHER_NAMES.get(words.get(0));
        if (other != null) {
            return new BootLoader(other, arguments);
        }
        for (Kind kind : Kind.values()) {
            if (kind.text().equals(words.get(0))) {
                return new BootLoader(kind, arguments);
            }
        }
        throw new PlanException("boot loader '" + words.get(0) + "' is not known (expected one of "
                + Stream.of(Kind.values()).map(Kind::text).collect(Collectors.joining(", ")) + ")");
    }

    /** Kernel modules that the operator wants in the initramfs: {@code --with=MODULE}. */
    public List<String> modules() {
        return unusedArguments.stream()
                .filter(argument -> argument.startsWith(WITH_MODULE))
                .map(argument -> argument.substring(WITH_MODULE.length()))
                .toList();
    }

    /** The option as it was written. */
    public String text() {
        return unusedArguments.isEmpty() ? kind.text() : kind.text() + " " + String.join(" ", unusedArguments);
    }
}
