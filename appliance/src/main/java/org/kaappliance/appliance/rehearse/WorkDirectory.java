package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directories of one rehearsal; for their owner only. What of them stays is decided at the end. */
final class WorkDirectory implements AutoCloseable {
    static final Path RUN = Path.of("/run");

    /** What of the files stays. */
    enum Kept {
        NOTHING,
        /** Consoles, pictures, logs and the report; no disks, and no state. */
        EVIDENCE,
        ALL
    }

    private final RehearsalFiles files;
    private volatile Kept kept;

    private WorkDirectory(RehearsalFiles files, Kept kept) {
        this.files = files;
        this.kept = kept;
    }

    /** Makes them, with names of their own. @param place where the large one goes; it is there */
    static WorkDirectory make(Path place, Kept kept) throws IOException {
        String prefix = OwnerName.own() + "-";
        Path directory = Files.createTempDirectory(place, prefix);
        try {
            RehearsalFiles files = new RehearsalFiles(directory, Files.createTempDirectory(RUN, prefix));
            if (kept == Kept.ALL) {
                Files.createFile(files.kept());
            }
            return new WorkDirectory(files, kept);
        } catch (IOException e) {
            delete(directory);
            throw e;
        }
    }

    RehearsalFiles files() {
        return files;
    }

    /** The rehearsal came to its end: what it has seen is worth keeping. */
    void keepEvidence() {
        if (kept == Kept.NOTHING) {
            kept = Kept.EVIDENCE;
        }
    }

    @Override
    public void close() throws IOException {
        delete(files.runDirectory());
        switch (kept) {
            case NOTHING -> delete(files.directory());
            case EVIDENCE -> {
                delete(files.state());
                for (Path file : list(files.directory())) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".raw") || name.endsWith(".vars") || name.startsWith("kvm.")) {
                        Files.delete(file);
                    }
                }
                Files.createFile(files.kept()); // last: what is killed before that is a leftover
            }
            case ALL -> {
                // somebody wants to look
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** The directories of rehearsals in a place, finished ones, too; links are none. */
    static List<Path> allIn(Path place) throws IOException {
        return list(place).stream()
                .filter(path -> path.getFileName().toString().startsWith(OwnerName.PREFIX))
                .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .sorted()
                .toList();
    }

    /** Whether it is to stay though its rehearsal is over. */
    static boolean isKept(Path directory) {
        return Files.exists(directory.resolve(RehearsalFiles.KEPT), LinkOption.NOFOLLOW_LINKS);
    }

    /** Follows no links. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
