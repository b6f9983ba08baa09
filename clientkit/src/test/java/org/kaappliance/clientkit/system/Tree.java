package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A system of a few files, for tests. */
final class Tree {
    private final Path root;

    Tree(Path root) {
        this.root = root;
    }

    Tree file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    Tree program(String path) throws IOException {
        return file(path, "#!/bin/sh\n");
    }

    Tree link(String path, String target) throws IOException {
        Path link = root.resolve(path.substring(1));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    String text(String path) throws IOException {
        return Files.readString(root.resolve(path.substring(1)));
    }

    boolean has(String path) {
        return Files.exists(root.resolve(path.substring(1)));
    }

    SystemTree system() {
        return new SystemTree(root);
    }
}
