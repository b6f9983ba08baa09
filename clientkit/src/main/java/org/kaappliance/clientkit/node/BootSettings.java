package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kaappliance.clientkit.system.SystemTree;

/** The settings of the boot loaders on the clone: what names a golden device or file system is turned to the clone's own. */
final class BootSettings {
    private static final List<String> FILES = List.of(
            "/boot/grub/grub.cfg",
            "/boot/grub2/grub.cfg",
            "/boot/loader/entries/*.conf",
            "/boot/grub/menu.lst",
            "/boot/grub/grub.conf",
            "/boot/extlinux/*.conf",
            "/boot/extlinux.conf",
            "/boot/syslinux/*.cfg");
    private static final List<String> ON_ESP = List.of("/EFI/*/grub.cfg", "/loader/entries/*.conf");

    private final Clone clone;
    private final SystemTree tree;
    private final StepLog log;

    BootSettings(Clone clone, StepLog log) {
        this.clone = clone;
        this.tree = clone.tree();
        this.log = log;
    }

    void adapt() throws IOException {
        for (String pattern : FILES) {
            change(pattern, text -> GrubConfig.adapt(text, clone));
        }
        Optional<String> esp = BootWay.espMountPoint(clone.plan());
        if (esp.isPresent()) {
            for (String pattern : ON_ESP) {
                change(esp.get() + pattern, text -> GrubConfig.adapt(text, clone));
            }
        }
        for (String block : List.of("/boot/grub/grubenv", "/boot/grub2/grubenv")) {
            change(block, text -> GrubConfig.adaptEnvironment(text, clone));
        }
    }

    /** GRUB of stage 2 reads {@code /boot/grub/grub.cfg}; a golden system without one gets one for its newest kernel. */
    void requireGrubConfig(List<String> consoleArguments) throws IOException {
        String config = "/boot/grub/grub.cfg";
        if (tree.isFile(config)) {
            return;
        }
        log.line("the golden system has no /boot/grub/grub.cfg: writing one");
        BootFiles files = BootFiles.choose(tree.names("/boot"))
                .orElseThrow(() -> new IOException("the golden system has neither a grub.cfg nor a kernel in /boot"));
        tree.write(config, GrubConfig.minimal(clone, files, consoleArguments));
    }

    private void change(String pattern, UnaryOperator<String> change) throws IOException {
        for (String path : tree.glob(pattern)) {
            Optional<String> before = tree.isLink(path) ? Optional.empty() : tree.read(path);
            if (before.isPresent()) {
                String after = change.apply(before.get());
                if (!after.equals(before.get())) {
                    tree.write(path, after);
                }
            }
        }
    }
}
