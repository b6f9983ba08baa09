package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Puts the files of a folder into an archive's tree. Devices, sockets and pipes stay behind; of hard links the first name has the file. */
final class TreeCopy extends SimpleFileVisitor<Path> {
    /** The content of what is mounted, filled or built anew on a node. */
    private static final Set<String> EMPTY =
            Set.of("boot", "dev", "lib/modules", "mnt", "proc", "run", "sys", "tmp", "usr/lib/modules", "var/tmp");

    private static final int PERMISSIONS = 07777;

    private final Path root;
    private final Map<Object, String> names = new HashMap<>();
    private FileTree tree;

    TreeCopy(Path root) {
        this.root = root;
    }

    /** @throws IOException also when a file cannot be read */
    void addTo(FileTree target) throws IOException {
        tree = target;
        Files.walkFileTree(root, this);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        String name = root.relativize(folder).toString();
        if (!name.isEmpty()) {
            tree.directory(name, mode(folder));
        }
        return EMPTY.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String name = root.relativize(file).toString();
        if (attributes.isSymbolicLink()) {
            tree.link(name, Files.readSymbolicLink(file).toString());
        } else if (attributes.isRegularFile()) {
            String first = names.putIfAbsent(attributes.fileKey(), name);
            if (first == null) {
                tree.file(name, mode(file), file);
            } else {
                tree.link(name, "/" + first);
            }
        }
        return FileVisitResult.CONTINUE;
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & PERMISSIONS;
    }
}
