package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.system.Distribution.Family;

/** How a system makes its initramfs. The command lines are for a shell of that system. */
public enum Initramfs {
    /** Debian, Ubuntu and theirs. */
    UPDATE_INITRAMFS("update-initramfs", "lsinitramfs"),
    /** Red Hat, Fedora, openSUSE, Mageia. */
    DRACUT("dracut", "lsinitrd"),
    /** Arch. */
    MKINITCPIO("mkinitcpio", "lsinitcpio"),
    /** Alpine. */
    MKINITFS("mkinitfs", ""),
    /** Mandriva and the older Red Hat; SUSE has another of the same name. */
    MKINITRD("mkinitrd", "");

    private static final String OWN_NAME = "ka-hardware";
    private static final List<String> PATH = List.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/");
    private static final Pattern ARCH_MODULES = Pattern.compile("(?m)^MODULES=[(\"]([^)\"]*)[)\"]");
    private static final Pattern ALPINE_FEATURES = Pattern.compile("(?m)^features=\"([^\"]*)\"");

    private final String program;
    private final String lister;

    Initramfs(String program, String lister) {
        this.program = program;
        this.lister = lister;
    }

    /** The one that this system uses: its family's, else the one that is there. Empty when there is none. */
    public static Optional<Initramfs> of(SystemTree tree, Family family) throws IOException {
        Optional<Initramfs> own = switch (family) {
            case DEBIAN -> Optional.of(UPDATE_INITRAMFS);
            case RED_HAT, SUSE, MAGEIA -> Optional.of(DRACUT);
            case ARCH -> Optional.of(MKINITCPIO);
            case ALPINE -> Optional.of(MKINITFS);
            case UNKNOWN -> Optional.empty();
        };
        if (own.isPresent() && has(tree, own.get().program)) {
            return own;
        }
        for (Initramfs tool : values()) {
            if (has(tree, tool.program)) {
                return Optional.of(tool);
            }
        }
        return Optional.empty();
    }

    /** The program's name: {@code dracut}. */
    public String program() {
        return program;
    }

    /** Prints the names of the files in an initramfs; empty when the system has no program that does. */
    public Optional<List<String>> list(SystemTree tree, String file) throws IOException {
        if (!lister.isEmpty()) {
            return has(tree, lister) ? Optional.of(List.of(lister, file)) : Optional.empty();
        }
        return Optional.of(List.of("sh", "-c", "zcat \"$1\" | cpio -t", "list", file));
    }

    /** Says in the system's settings that these modules belong into every initramfs. */
    public void require(SystemTree tree, List<Kernel> kernels, Set<String> modules) throws IOException {
        switch (this) {
            case UPDATE_INITRAMFS -> require(tree, "/etc/initramfs-tools/modules", modules);
            case DRACUT ->
                tree.write(
                        "/etc/dracut.conf.d/90-" + OWN_NAME + ".conf",
                        "# the disks of this machine, written when it was cloned\nadd_drivers+=\" "
                                + String.join(" ", modules) + " \"\n");
            case MKINITCPIO -> Trace.edit(text -> archModules(text, modules)).from(tree, "/etc/mkinitcpio.conf");
            case MKINITFS -> requireAlpine(tree, kernels, modules);
            case MKINITRD -> {} // takes them as arguments
        }
    }

    /** Makes the initramfs of every kernel anew. */
    public List<List<String>> rebuild(List<Kernel> kernels, Set<String> modules, Family family) {
        return switch (this) {
            case UPDATE_INITRAMFS -> List.of(List.of(program, "-u", "-k", "all"));
            case DRACUT ->
                withImage(kernels).stream()
                        .map(k -> List.of(
                                program,
                                "--force",
                                "--no-hostonly",
                                k.initramfs().orElseThrow(),
                                k.release()))
                        .toList();
            case MKINITCPIO -> List.of(List.of(program, "-P"));
            case MKINITFS ->
                withImage(kernels).stream()
                        .map(k -> List.of(program, k.release()))
                        .toList();
            case MKINITRD ->
                family == Family.SUSE
                        ? List.of(List.of(program, "-m", String.join(" ", modules)))
                        : mandriva(withImage(kernels), modules);
        };
    }

    private List<List<String>> mandriva(List<Kernel> kernels, Set<String> modules) {
        List<List<String>> commands = new ArrayList<>();
        for (Kernel kernel : kernels) {
            List<String> command = new ArrayList<>(List.of(program, "-f"));
            modules.forEach(module -> command.add("--with=" + module));
            command.add(kernel.initramfs().orElseThrow());
            command.add(kernel.release());
            commands.add(command);
        }
        return commands;
    }

    private static List<Kernel> withImage(List<Kernel> kernels) {
        return kernels.stream().filter(kernel -> kernel.initramfs().isPresent()).toList();
    }

    private static void require(SystemTree tree, String file, Set<String> modules) throws IOException {
        String text = tree.read(file).orElse("");
        Set<String> missing = new TreeSet<>(modules);
        text.lines().map(String::trim).forEach(missing::remove);
        if (!missing.isEmpty()) {
            String end = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
            tree.write(file, text + end + String.join("\n", missing) + "\n");
        }
    }

    /** Both forms of mkinitcpio.conf(5): {@code MODULES=(a b)} and the older {@code MODULES="a b"}. */
    static String archModules(String text, Set<String> modules) {
        Matcher m = ARCH_MODULES.matcher(text);
        if (!m.find()) {
            return text + "MODULES=(" + String.join(" ", modules) + ")\n";
        }
        Set<String> all = new TreeSet<>(modules);
        all.addAll(List.of(m.group(1).trim().split("\\s+")));
        all.remove("");
        return text.substring(0, m.start(1)) + String.join(" ", all) + text.substring(m.end(1));
    }

    private static void requireAlpine(SystemTree tree, List<Kernel> kernels, Set<String> modules) throws IOException {
        Set<String> files = new TreeSet<>();
        for (Kernel kernel : kernels) {
            for (String module : modules) {
                kernel.module(tree, module).ifPresent(files::add);
            }
        }
        tree.write("/etc/mkinitfs/features.d/" + OWN_NAME + ".modules", String.join("\n", files) + "\n");
        Trace.edit(Initramfs::alpineFeatures).from(tree, "/etc/mkinitfs/mkinitfs.conf");
    }

    static String alpineFeatures(String text) {
        Matcher m = ALPINE_FEATURES.matcher(text);
        if (!m.find() || List.of(m.group(1).split("\\s+")).contains(OWN_NAME)) {
            return text;
        }
        return text.substring(0, m.end(1)) + " " + OWN_NAME + text.substring(m.end(1));
    }

    private static boolean has(SystemTree tree, String name) throws IOException {
        for (String directory : PATH) {
            if (tree.isFile(directory + name)) {
                return true;
            }
        }
        return false;
    }
}
