package org.kaappliance.clientkit.kit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tree of an archive, in memory: names without a leading slash, sorted, parents before their children. Everything in
 * it belongs to root. A path that leads through a symbolic link to a folder ({@code bin -> usr/bin}) is stored behind it.
 */
final class FileTree {
    static final int EXECUTABLE = 0755;
    static final int PLAIN = 0644;

    /** What stands at a path; {@code mode} are the permission bits. */
    sealed interface Entry permits Directory, RegularFile, SymbolicLink, CharacterDevice {}

    record Directory(int mode) implements Entry {}

    record RegularFile(int mode, Content content) implements Entry {}

    record SymbolicLink(String target) implements Entry {}

    record CharacterDevice(int mode, int major, int minor) implements Entry {}

    /** Bytes of a file, read when the archive is written. */
    interface Content {
        long sizeBytes() throws IOException;

        InputStream open() throws IOException;
    }

    private final SortedMap<String, Entry> entries = new TreeMap<>();

    SortedMap<String, Entry> entries() {
        return Collections.unmodifiableSortedMap(entries);
    }

    boolean contains(String path) {
        return entries.containsKey(behindLinks(path));
    }

    FileTree directory(String path, int mode) {
        put(path, new Directory(mode));
        return this;
    }

    FileTree file(String path, int mode, Path source) {
        put(path, new RegularFile(mode, new HostFile(source)));
        return this;
    }

    FileTree file(String path, int mode, byte[] bytes) {
        put(path, new RegularFile(mode, new Bytes(bytes)));
        return this;
    }

    FileTree file(String path, int mode, String text) {
        return file(path, mode, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param target as a reader of the link sees it */
    FileTree link(String path, String target) {
        put(path, new SymbolicLink(target));
        return this;
    }

    FileTree characterDevice(String path, int mode, int major, int minor) {
        put(path, new CharacterDevice(mode, major, minor));
        return this;
    }

    private void put(String path, Entry entry) {
        String place = behindLinks(path);
        int slash = place.lastIndexOf('/');
        if (slash > 0 && !entries.containsKey(place.substring(0, slash))) {
            directory(place.substring(0, slash), EXECUTABLE);
        }
        entries.put(place, entry);
    }

    /** Follows links in the folders of a path; a link's target must be relative to the tree's root or its own folder. */
    private String behindLinks(String path) {
        String clean = path.startsWith("/") ? path.substring(1) : path;
        for (int slash = clean.indexOf('/'); slash > 0; slash = clean.indexOf('/', slash + 1)) {
            String folder = clean.substring(0, slash);
            if (entries.get(folder) instanceof SymbolicLink link) {
                Path target =
                        Path.of("/" + folder).resolveSibling(link.target()).normalize();
                return behindLinks(target + clean.substring(slash));
            }
        }
        return clean;
    }

    private record HostFile(Path path) implements Content {
        @Override
        public long sizeBytes() throws IOException {
            return Files.size(path);
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }

    private record Bytes(byte[] bytes) implements Content {
        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
