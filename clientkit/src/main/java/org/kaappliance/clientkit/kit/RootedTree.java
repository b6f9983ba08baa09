package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Paths of a tree as they are from inside of it: absolute links stay in it. */
record RootedTree(Path root) {
    private static final int MAX_LINKS = 40;

    /** The file that a path leads to; empty when there is none. */
    Optional<Path> file(String path) {
        return follow(Path.of("/" + path), 0).filter(Files::isRegularFile);
    }

    private Optional<Path> follow(Path inside, int links) {
        Path here = Path.of("/");
        for (int i = 0; i < inside.getNameCount(); i++) {
            Path next = here.resolve(inside.getName(i)).normalize();
            Path outside = root.resolve(next.toString().substring(1));
            if (Files.isSymbolicLink(outside)) {
                return links == MAX_LINKS ? Optional.empty() : behind(here, outside, inside, i, links);
            }
            if (!Files.exists(outside, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(root.resolve(here.toString().substring(1)));
    }

    private Optional<Path> behind(Path here, Path link, Path inside, int at, int links) {
        try {
            Path target = here.resolve(Files.readSymbolicLink(link));
            Path rest = at + 1 < inside.getNameCount()
                    ? target.resolve(inside.subpath(at + 1, inside.getNameCount()))
                    : target;
            return follow(rest.normalize(), links + 1);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
