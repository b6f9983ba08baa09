package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Stage 1 without Java: busybox and its applets, init, the kernel's modules. */
final class SystemLayer implements Layer {
    private final HostKernel kernel;
    private final Busybox busybox;
    private final Consumer<String> progress;

    SystemLayer(HostKernel kernel, Busybox busybox, Consumer<String> progress) {
        this.kernel = kernel;
        this.busybox = busybox;
        this.progress = progress;
    }

    @Override
    public String name() {
        return "system";
    }

    @Override
    public Collection<Path> inputs() {
        return List.of(kernel.modulesDir().resolve("modules.dep"), busybox.program());
    }

    @Override
    public List<String> settings() {
        return List.of(kernel.version(), Resources.INIT.text(), Resources.UDHCPC.text(), Resources.MODULES.text());
    }

    @Override
    public FileTree tree(Path work) throws KitException, IOException {
        ModulePatterns patterns = ModulePatterns.parse(Resources.MODULES.lines());
        FileTree tree = new FileTree();
        for (String folder :
                List.of("dev", "etc", "mnt", "proc", "root", "run", "sys", "usr/bin", "usr/lib", "usr/lib64")) {
            tree.directory(folder, FileTree.EXECUTABLE);
        }
        tree.directory("tmp", 01777);
        tree.link("bin", "usr/bin").link("sbin", "usr/bin").link("usr/sbin", "bin");
        tree.link("lib", "usr/lib").link("lib64", "usr/lib64");
        tree.characterDevice("dev/console", 0600, 5, 1); // the kernel opens it before init can mount devtmpfs
        tree.file("init", FileTree.EXECUTABLE, Resources.INIT.text());
        tree.file("etc/ka/udhcpc.sh", FileTree.EXECUTABLE, Resources.UDHCPC.text());
        tree.file("etc/ka/modules", FileTree.PLAIN, String.join("\n", patterns.load()) + "\n");
        tree.file("etc/passwd", FileTree.PLAIN, "root:x:0:0:root:/root:/bin/sh\n");
        tree.file("etc/group", FileTree.PLAIN, "root:x:0:\n");
        tree.file("etc/hosts", FileTree.PLAIN, "127.0.0.1 localhost\n");
        tree.file("etc/nsswitch.conf", FileTree.PLAIN, "hosts: files dns\n");
        busybox.addTo(tree);
        new ModuleSet("stage 1", kernel, patterns).addTo(tree, work, progress);
        return tree;
    }
}
