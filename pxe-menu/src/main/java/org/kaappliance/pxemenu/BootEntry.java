package org.kaappliance.pxemenu;

/** One label of a menu. All texts are one line; whatever carries a control character is refused here. */
public sealed interface BootEntry {
    String label();

    /**
     * A Linux kernel.
     *
     * @param label the name to type or to name as default
     * @param kernel path in the TFTP tree
     * @param initrd path in the TFTP tree
     * @param arguments the kernel command line
     */
    record Linux(String label, String kernel, String initrd, String arguments) implements BootEntry {
        public Linux {
            Printable.requireWord(label, "label");
            Printable.requirePath(kernel, "kernel");
            Printable.requirePath(initrd, "initrd");
            Printable.requireOneLine(arguments, "kernel arguments");
        }
    }

    /** The machine's own disk. */
    record Local(String label, LocalBoot how) implements BootEntry {
        public Local {
            Printable.requireWord(label, "label");
        }
    }
}
