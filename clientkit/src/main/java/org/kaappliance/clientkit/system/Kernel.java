package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A kernel of a system.
 *
 * @param release {@code 6.1.0-9-amd64}, as its folder in {@code /lib/modules} is called
 * @param initramfs the file in {@code /boot}, where it has one
 */
public record Kernel(String release, Optional<String> initramfs) {
    private static final List<String> NAMES =
            List.of("initrd.img-%s", "initramfs-%s.img", "initrd-%s", "initrd-%s.img", "initramfs-%s");

    /** Those that have their modules. */
    public static List<Kernel> all(SystemTree tree) throws IOException {
        List<Kernel> kernels = new ArrayList<>();
        for (String release : tree.names("/lib/modules")) {
            if (tree.isFile("/lib/modules/" + release + "/modules.dep")) {
                kernels.add(new Kernel(release, initramfs(tree, release)));
            }
        }
        return kernels;
    }

    /** Alpine and Arch name the file after the flavour: {@code initramfs-lts}, {@code initramfs-linux.img}. */
    private static Optional<String> initramfs(SystemTree tree, String release) throws IOException {
        String flavour = release.substring(release.lastIndexOf('-') + 1);
        Optional<String> base =
                tree.read("/lib/modules/" + release + "/pkgbase").map(String::trim);
        List<String> names = Stream.concat(
                        NAMES.stream().map(name -> name.formatted(release)),
                        Stream.of("initramfs-" + flavour, "initramfs-" + base.orElse("linux") + ".img"))
                .toList();
        for (String name : names) {
            if (tree.isFile("/boot/" + name)) {
                return Optional.of("/boot/" + name);
            }
        }
        return Optional.empty();
    }

    /** The path of a module below its folder; empty when it is built in, or this kernel does not know it. */
    public Optional<String> module(SystemTree tree, String name) throws IOException {
        return lines(tree, "modules.dep")
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))))
                .filter(path -> moduleName(path).equals(plain(name)))
                .findFirst();
    }

    /** The modules that are part of the kernel itself. */
    public Set<String> builtIn(SystemTree tree) throws IOException {
        Set<String> names = new TreeSet<>();
        lines(tree, "modules.builtin").map(Kernel::moduleName).forEach(names::add);
        return names;
    }

    /** The name of a module by its file: {@code dm_mod} for {@code kernel/drivers/md/dm-mod.ko.xz}. */
    public static String moduleName(String path) {
        return plain(path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.ko(\\.(gz|xz|zst))?$", ""));
    }

    private static String plain(String name) {
        return name.replace('-', '_');
    }

    private Stream<String> lines(SystemTree tree, String file) throws IOException {
        return tree.read("/lib/modules/" + release + "/" + file).orElse("").lines();
    }
}
