package org.kaappliance.clientkit.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.text.ByteText;

/**
 * The files of a system below a directory. Symbolic links are followed as the system itself would, with that directory as its root, so that none
 * leads out of it. Paths are absolute ones of the system. Texts are {@link ByteText}.
 *
 * @param root where its {@code /} is
 */
public record SystemTree(Path root) {
    private static final int MAX_LINKS = 40;

    /** The file or directory, links followed; empty when there is none. */
    public Optional<Path> find(String path) throws IOException {
        Path place = resolve(path, true);
        return Files.exists(place, LinkOption.NOFOLLOW_LINKS) ? Optional.of(place) : Optional.empty();
    }

    /** Where the file is or would be; the last name is not followed. */
    public Path place(String path) throws IOException {
        return resolve(path, false);
    }

    public boolean isFile(String path) throws IOException {
        return find(path).filter(Files::isRegularFile).isPresent();
    }

    public boolean isDirectory(String path) throws IOException {
        return find(path).filter(Files::isDirectory).isPresent();
    }

    public boolean isLink(String path) throws IOException {
        return Files.isSymbolicLink(place(path));
    }

    /** A text file; empty when there is none. */
    public Optional<String> read(String path) throws IOException {
        Optional<Path> file = find(path).filter(Files::isRegularFile);
        return file.isPresent() ? Optional.of(ByteText.read(file.get())) : Optional.empty();
    }

    /** Writes a text file; an existing one keeps its owner and mode, a link is replaced. */
    public void write(String path, String text) throws IOException {
        Path file = place(path);
        if (Files.isSymbolicLink(file)) {
            Files.delete(file);
        }
        Files.createDirectories(file.getParent());
        ByteText.write(file, text);
    }

    /** Deletes a file, a link or a directory with all that it holds; nothing happens when there is none. */
    public void delete(String path) throws IOException {
        Path place = place(path);
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(place, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The names in a directory, sorted; none when it is not one. */
    public List<String> names(String directory) throws IOException {
        Optional<Path> dir = find(directory).filter(Files::isDirectory);
        List<String> names = new ArrayList<>();
        if (dir.isPresent()) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir.get())) {
                entries.forEach(entry -> names.add(entry.getFileName().toString()));
            }
        }
        return names.stream().sorted().toList();
    }

    /** The paths that a pattern names; a {@code *} stands for any characters of one name. */
    public List<String> glob(String pattern) throws IOException {
        List<String> paths = List.of("");
        for (String part : pattern.substring(1).split("/")) {
            List<String> next = new ArrayList<>();
            for (String path : paths) {
                next.addAll(children(path, part));
            }
            paths = next;
        }
        return paths;
    }

    private List<String> children(String path, String part) throws IOException {
        if (!part.contains("*")) {
            boolean there = Files.exists(place(path + "/" + part), LinkOption.NOFOLLOW_LINKS);
            return there ? List.of(path + "/" + part) : List.of();
        }
        Pattern name = Pattern.compile(Pattern.quote(part).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
        return names(path).stream()
                .filter(n -> name.matcher(n).matches())
                .map(n -> path + "/" + n)
                .toList();
    }

    private Path resolve(String path, boolean followLast) throws IOException {
        Deque<String> left = new ArrayDeque<>(List.of(path.split("/")));
        Path at = root;
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = at.equals(root) ? root : at.getParent();
                continue;
            }
            Path next = at.resolve(name);
            if (Files.isSymbolicLink(next) && (followLast || !left.isEmpty())) {
                if (++links > MAX_LINKS) {
                    throw new IOException("too many symbolic links in " + path);
                }
                String target = Files.readSymbolicLink(next).toString();
                at = target.startsWith("/") ? root : at;
                List<String> parts = new ArrayList<>(List.of(target.split("/")));
                parts.addAll(left);
                left = new ArrayDeque<>(parts);
                continue;
            }
            at = next;
        }
        return at;
    }
}
