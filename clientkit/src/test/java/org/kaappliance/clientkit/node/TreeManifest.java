package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A tree of files with what a file system can keep, and everything about it in lines. No class of the test libraries: it runs on a node. */
final class TreeManifest {
    private static final int FILES = 20;
    private static final int MAX_BYTES = 100_000;
    private static final FileTime TIME = FileTime.fromMillis(1_500_000_000_000L);

    private TreeManifest() {}

    /** @param unix links, owners, modes, sparse files and attributes too */
    static void write(Path mountPoint, boolean unix) throws IOException {
        Path dir = Files.createDirectory(mountPoint.resolve("content"));
        Random random = new Random(mountPoint.toString().hashCode());
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[random.nextInt(MAX_BYTES)];
            random.nextBytes(bytes);
            Files.write(dir.resolve("file" + i), bytes);
        }
        if (unix) {
            writeUnix(dir);
        }
        try (Stream<Path> all = Files.list(dir)) {
            for (Path file : all.filter(f -> !Files.isSymbolicLink(f)).toList()) {
                Files.setLastModifiedTime(file, TIME);
            }
        }
    }

    private static void writeUnix(Path dir) throws IOException {
        Files.createLink(dir.resolve("hard"), dir.resolve("file1"));
        Files.createSymbolicLink(dir.resolve("soft"), Path.of("file2"));
        Files.setAttribute(dir.resolve("file3"), "unix:mode", 04751);
        Files.setAttribute(dir.resolve("file4"), "unix:uid", 1234);
        Files.setAttribute(dir.resolve("file4"), "unix:gid", 4321);
        try (RandomAccessFile sparse =
                new RandomAccessFile(dir.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(3 << 20);
            sparse.write(1);
        }
        attributes(dir.resolve("file5")).write("ka.test", ByteBuffer.wrap("a value".getBytes(StandardCharsets.UTF_8)));
    }

    /** A line for every file, sorted by path. */
    static List<String> of(Path mountPoint) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> all = Files.walk(mountPoint.resolve("content"))) {
            for (Path file : all.sorted().toList()) {
                lines.add(mountPoint.relativize(file) + " " + line(file));
            }
        }
        return lines;
    }

    private static String line(Path file) throws IOException {
        Map<String, Object> facts = new TreeMap<>(
                Files.readAttributes(file, "unix:mode,uid,gid,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS));
        if (Files.isSymbolicLink(file)) {
            facts.remove("lastModifiedTime");
            return facts + " -> " + Files.readSymbolicLink(file);
        }
        if (Files.isDirectory(file)) {
            facts.remove("lastModifiedTime");
            return facts.toString();
        }
        StringBuilder names = new StringBuilder();
        for (String name : attributes(file).list()) {
            ByteBuffer value = ByteBuffer.allocate(attributes(file).size(name));
            attributes(file).read(name, value);
            names.append(' ').append(name).append('=').append(HexFormat.of().formatHex(value.array()));
        }
        return facts + names.toString() + " " + Files.size(file) + " " + sha256(Files.readAllBytes(file));
    }

    static String digest(List<String> lines) {
        return sha256(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static UserDefinedFileAttributeView attributes(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
