package org.kaappliance.pxemenu;

import java.util.Objects;
import java.util.Optional;

/** One label of a menu. All texts are one line; whatever carries a control character is refused here. */
public sealed interface BootEntry {
    /** The name to type or to name as default. */
    String label();

    /** What a menu on the screen shows. */
    String title();

    /** The firmware that it is of use on; empty means any. */
    Optional<Platform> platform();

    /**
     * A Linux kernel.
     *
     * @param kernel path in the tree
     * @param initrd path in the tree; empty without one
     * @param arguments the kernel command line
     * @param card whether the kernel is told which card was booted from ({@code BOOTIF})
     */
    record Linux(
            String label,
            String title,
            Optional<Platform> platform,
            String kernel,
            Optional<String> initrd,
            String arguments,
            Card card)
            implements BootEntry {
        public Linux {
            requireTexts(label, title, platform);
            Printable.requirePath(kernel, "kernel");
            initrd.ifPresent(path -> Printable.requirePath(path, "initrd"));
            Printable.requireOneLine(arguments, "kernel arguments");
            Objects.requireNonNull(card, "card");
        }
    }

    /** Whether a kernel learns which network card the machine was booted from. */
    enum Card {
        TOLD,
        NOT_TOLD
    }

    /**
     * Another boot program, a memory test, a rescue tool: whatever the firmware can start.
     *
     * @param file path in the tree
     */
    record Program(String label, String title, Optional<Platform> platform, String file) implements BootEntry {
        public Program {
            requireTexts(label, title, platform);
            Printable.requirePath(file, "file");
        }
    }

    /**
     * The machine's own disk.
     *
     * @param origin whose system is on it
     */
    record Local(String label, String title, LocalBoot how, Origin origin) implements BootEntry {
        public Local {
            requireTexts(label, title, Optional.empty());
            Objects.requireNonNull(how, "how");
            Objects.requireNonNull(origin, "origin");
        }

        @Override
        public Optional<Platform> platform() {
            return Optional.empty();
        }
    }

    /** Who wrote the system on a machine's disk. */
    enum Origin {
        /** This appliance. */
        CLONED,
        /** Somebody else, as far as is known: which system starts is the firmware's affair. */
        FOREIGN
    }

    private static void requireTexts(String label, String title, Optional<Platform> platform) {
        Printable.requireWord(label, "label");
        Printable.requireOneLine(title, "title");
        Objects.requireNonNull(platform, "platform");
    }
}
