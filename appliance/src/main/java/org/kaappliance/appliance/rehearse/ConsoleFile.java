package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that a machine's serial line goes into, read as it grows: each look costs what is new, and never more than the tail. */
final class ConsoleFile {
    private final Path file;
    private ConsoleTail tail = ConsoleTail.EMPTY;

    /** @param file need not be there yet */
    ConsoleFile(Path file) {
        this.file = file;
    }

    /** How large it is now; reads nothing. */
    long bytes() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    ConsoleTail read() throws IOException {
        if (!Files.exists(file)) {
            return tail;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > tail.bytes()) {
                long from = Math.max(tail.bytes(), size - ConsoleTail.MOST);
                tail = tail.with(size, text(channel, from, (int) (size - from)));
            }
            return tail;
        }
    }

    private static String text(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // a read may be short
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }
}
