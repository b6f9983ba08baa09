package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The folder of a kit and how it is replaced: a kit is finished beside it and renamed into place, so an interrupted build
 * leaves the old one. A folder cannot be renamed over another one; the old kit is set aside as {@code .previous} for that
 * moment, and {@link #recover} puts it back when the process ended just then.
 */
final class KitDirectory implements AutoCloseable {
    private final Path dir;
    private final FileChannel lockFile;

    private KitDirectory(Path dir, FileChannel lockFile) {
        this.dir = dir;
        this.lockFile = lockFile;
    }

    /** Takes the folder for one build. */
    static KitDirectory lock(Path outDir) throws KitException, IOException {
        Path dir = Files.exists(outDir)
                ? outDir.toRealPath()
                : outDir.toAbsolutePath().normalize();
        refuseForeign(dir);
        Files.createDirectories(dir.getParent());
        FileChannel channel =
                FileChannel.open(sibling(dir, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new KitException("another kit build is at work on " + dir + ": wait for it");
            }
            putBack(dir);
            return new KitDirectory(dir, channel);
        } catch (KitException | IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The old folder is deleted as a whole in the end, so nothing else may be in it. */
    private static void refuseForeign(Path dir) throws KitException, IOException {
        if (!Files.exists(dir)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.equals(KitManifest.FILE_NAME) && !KitManifest.FILES.contains(name)) {
                    throw new KitException(dir + " has a file " + name + ", which is no kit's: name another folder");
                }
            }
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process
        }
    }

    /** Puts the old kit back when a build ended between the two renames; fails when a build is at work just now. */
    static void recover(Path outDir) throws KitException, IOException {
        if (!Files.exists(outDir)
                && Files.exists(sibling(outDir.toAbsolutePath().normalize(), ".previous"))) {
            lock(outDir).close();
        }
    }

    private static void putBack(Path dir) throws IOException {
        Path previous = sibling(dir, ".previous");
        if (!Files.exists(dir) && Files.exists(previous)) {
            Files.move(previous, dir, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** An empty folder to build in. */
    Path newBuild() throws IOException {
        Path building = sibling(dir, ".building");
        delete(building);
        return Files.createDirectories(building);
    }

    /** Makes the folder from {@link #newBuild} the kit. */
    void publish(Path building) throws IOException {
        Path previous = sibling(dir, ".previous");
        delete(previous);
        if (Files.exists(dir)) {
            Files.move(dir, previous, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(building, dir, StandardCopyOption.ATOMIC_MOVE);
        delete(previous);
    }

    @Override
    public void close() throws IOException {
        delete(sibling(dir, ".building"));
        lockFile.close();
    }

    private static Path sibling(Path dir, String suffix) {
        return dir.resolveSibling(dir.getFileName() + suffix);
    }

    static void delete(Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
