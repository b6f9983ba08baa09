package org.kaappliance.tftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Open files by path, so that a thousand machines that fetch one initrd share one descriptor. Holds the {@value #MAX_FILES}
 * used last; one that falls out, or was replaced on disk, lives on until its last transfer ends. Safe for any thread.
 */
final class FileCache {
    private static final int MAX_FILES = 64;

    private record Version(Object fileKey, FileTime modified, long sizeBytes) {}

    private record Entry(Version version, Content content) {}

    private final ReadAhead readAhead = new ReadAhead();
    private final Map<Path, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Entry> eldest) {
            return size() > MAX_FILES;
        }
    };

    synchronized Content get(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        Version version = new Version(now.fileKey(), now.lastModifiedTime(), now.size());
        Entry known = entries.get(file);
        if (known != null && known.version().equals(version)) {
            return known.content();
        }
        Content content = FileContent.open(file);
        entries.put(file, new Entry(version, content));
        readAhead.of(content);
        return content;
    }
}
