package org.kaappliance.clientkit.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text files whose encoding nobody knows ({@code /etc/hosts} may be Latin-1, and need not be valid in any encoding): one char stands for one byte,
 * so that what is not changed is written as it was read. {@link #decode} gives the text for people, paths and comparisons.
 */
public final class ByteText {
    private ByteText() {}

    /** A file, byte for char. */
    public static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes what {@link #read} gave.
     *
     * @throws IOException also when a char is not one byte
     */
    public static void write(Path file, String bytes) throws IOException {
        Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public static String decode(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
