package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.clientkit.golden.BootLoader.Kind;
import org.kaappliance.clientkit.system.SystemTree;

/** Recognises how the golden system boots, and what it has to be installed by on a node. Reads its files and changes nothing. */
final class BootLoaderChoice {
    private static final List<String> PROGRAMS = List.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/");

    /** Where distributions keep the file that becomes {@code EFI/systemd/systemd-bootx64.efi}. */
    private static final String SYSTEMD_BOOT = "/usr/lib/systemd/boot/efi/systemd-bootx64.efi";

    private final SystemTree tree;
    private final Optional<String> esp;

    /** @param esp where the EFI system partition is mounted */
    BootLoaderChoice(SystemTree tree, Optional<String> esp) {
        this.tree = tree;
        this.esp = esp;
    }

    /**
     * The plan with its boot loader named.
     *
     * @throws PlanException when it is to be recognised and cannot be
     */
    FinishPlan complete(FinishPlan plan) throws PlanException, IOException {
        BootFacts facts = facts();
        if (plan.bootLoader().kind() != Kind.AUTO) {
            return plan.with(plan.bootLoader(), facts);
        }
        Kind kind = recognise(facts)
                .orElseThrow(() -> new PlanException(
                        "cannot tell how the golden system boots: it has neither the settings of a boot loader nor a kernel in /boot;"
                                + " say it with -r (grub, grub-legacy, lilo, extlinux, systemd-boot, none)"));
        return plan.with(new BootLoader(kind, plan.bootLoader().unusedArguments()), facts);
    }

    /** GRUB 2 first: where it has settings beside another's, the other's are those of an earlier life of the system. */
    private Optional<Kind> recognise(BootFacts facts) throws IOException {
        boolean grub = tree.isFile("/boot/grub/grub.cfg") || tree.isFile("/boot/grub2/grub.cfg");
        if (facts.systemdBoot().isPresent() && facts.vendorGrub().isEmpty()) {
            return Optional.of(Kind.SYSTEMD_BOOT);
        }
        if (grub || facts.vendorGrub().isPresent()) {
            return Optional.of(Kind.GRUB);
        }
        for (Map.Entry<String, Kind> file : List.of(
                Map.entry("/boot/grub/menu.lst", Kind.GRUB_LEGACY),
                Map.entry("/boot/grub/grub.conf", Kind.GRUB_LEGACY),
                Map.entry("/boot/extlinux/extlinux.conf", Kind.EXTLINUX),
                Map.entry("/boot/extlinux.conf", Kind.EXTLINUX),
                Map.entry("/boot/syslinux/syslinux.cfg", Kind.EXTLINUX),
                Map.entry("/etc/lilo.conf", Kind.LILO))) {
            if (tree.isFile(file.getKey())) {
                return Optional.of(file.getValue());
            }
        }
        boolean kernel = tree.names("/boot").stream().anyMatch(name -> name.matches("(vmlinuz|bzImage|kernel)(-.*)?"));
        return kernel ? Optional.of(Kind.GRUB) : Optional.empty();
    }

    private BootFacts facts() throws IOException {
        List<String> tools = new ArrayList<>();
        for (String grub : List.of("grub2-install", "grub-install")) {
            if (has(grub) && tree.isFile("/usr/lib/grub/i386-pc/boot.img")) {
                tools.add(grub);
            }
        }
        for (String tool : List.of("grub", "lilo", "extlinux")) {
            if (has(tool)) {
                tools.add(tool);
            }
        }
        if (tree.isFile(SYSTEMD_BOOT)) {
            tools.add("systemd-boot");
        }
        return new BootFacts(tools, efiPrograms());
    }

    private List<String> efiPrograms() throws IOException {
        List<String> programs = new ArrayList<>();
        if (esp.isPresent()) {
            for (String pattern : List.of("/*/*/*.efi", "/*/*/*.EFI")) {
                for (String path : tree.glob(esp.get() + pattern)) {
                    String below = path.substring(esp.get().length() + 1);
                    if (below.regionMatches(true, 0, "EFI/", 0, 4)) {
                        programs.add(below);
                    }
                }
            }
        }
        return programs;
    }

    private boolean has(String program) throws IOException {
        for (String directory : PROGRAMS) {
            if (tree.isFile(directory + program)) {
                return true;
            }
        }
        return false;
    }
}
