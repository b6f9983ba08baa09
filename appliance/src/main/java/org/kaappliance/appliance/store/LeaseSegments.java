package org.kaappliance.appliance.store;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.dhcp.lease.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the lease log: {@code leases-<number>.log}, each a row of {@link LeaseRecord}s. A record in a later place, or in
 * a file with a higher number, takes the place of an earlier one of the same address. A file that exists is never written
 * to again, only replaced as a whole: so a write that was cut off can only be the end of a file, and nobody was told of it.
 */
final class LeaseSegments {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseSegments.class);
    private static final Pattern NAME = Pattern.compile("leases-(\\d{1,9})\\.log");
    private static final int CHUNK = LeaseRecord.LENGTH * 4096;

    private final Path directory;

    LeaseSegments(Path directory) {
        this.directory = directory;
    }

    NavigableMap<Integer, Path> files() throws IOException {
        NavigableMap<Integer, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "leases-*.log")) {
            for (Path file : all) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    files.put(Integer.valueOf(name.group(1)), file);
                }
            }
        }
        return files;
    }

    Path file(int number) {
        return directory.resolve("leases-" + number + ".log");
    }

    /** Takes from others what they may read of files that are there. */
    void tighten() throws IOException {
        for (Path file : files().values()) {
            PrivateFiles.tighten(file);
        }
    }

    /** A file that did not exist, and that is still there after a power failure; when it fails none is left. */
    FileChannel create(int number) throws IOException {
        FileChannel file = PrivateFiles.open(file(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            flushDirectory();
            return file;
        } catch (IOException e) {
            file.close();
            Files.deleteIfExists(file(number));
            throw e;
        }
    }

    /** All leases up to a file, that included. What is damaged is skipped and reported. One merge or read at a time. */
    synchronized Map<Inet4Address, Lease> read(int last) throws IOException {
        Map<Inet4Address, Lease> leases = new HashMap<>();
        for (Path file : files().headMap(last, true).values()) {
            read(file, leases);
        }
        return leases;
    }

    private static void read(Path path, Map<Inet4Address, Lease> leases) throws IOException {
        int damaged = 0;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (file.read(chunk) >= 0 || chunk.position() >= LeaseRecord.LENGTH) {
                chunk.flip();
                while (chunk.remaining() >= LeaseRecord.LENGTH) {
                    Optional<Lease> lease = LeaseRecord.read(chunk);
                    lease.ifPresent(one -> leases.put(one.address(), one));
                    damaged += lease.isPresent() ? 0 : 1;
                }
                chunk.compact();
            }
        }
        if (damaged > 0) {
            LOG.warn("{} leases in {} are damaged and skipped", damaged, path);
        }
    }

    /** Puts one file with the newest record of each address in the place of all up to a file, that included. */
    synchronized void compact(int last) throws IOException {
        Map<Inet4Address, Lease> leases = read(last);
        Path merged = directory.resolve("leases.new");
        Files.deleteIfExists(merged);
        try (FileChannel file = PrivateFiles.open(merged, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (Lease lease : leases.values()) {
                if (!chunk.hasRemaining()) {
                    drain(chunk, file);
                }
                LeaseRecord.write(lease, chunk);
            }
            drain(chunk, file);
            file.force(true);
        }
        Files.move(merged, file(last), StandardCopyOption.ATOMIC_MOVE);
        flushDirectory();
        for (Path older : files().headMap(last, false).values()) {
            Files.delete(older);
        }
    }

    private static void drain(ByteBuffer chunk, FileChannel to) throws IOException {
        chunk.flip();
        while (chunk.hasRemaining()) {
            to.write(chunk);
        }
        chunk.clear();
    }

    private void flushDirectory() throws IOException {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}
