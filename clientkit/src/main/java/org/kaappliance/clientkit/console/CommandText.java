package org.kaappliance.clientkit.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A command line in a record: its words in UTF-8, a NUL behind each. */
final class CommandText {
    private CommandText() {}

    /** @throws IllegalArgumentException one line, when it cannot be said */
    static byte[] encode(List<String> command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String word : command) {
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("no word of a command can have a NUL in it");
            }
            bytes.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        if (command.isEmpty() || bytes.size() > ConsoleWire.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "a command is 1 to " + ConsoleWire.MAX_PAYLOAD_BYTES + " bytes long, this one has " + bytes.size());
        }
        return bytes.toByteArray();
    }

    /** @throws IOException when it is none */
    static List<String> decode(byte[] payload) throws IOException {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < payload.length; i++) {
            if (payload[i] == 0) {
                words.add(new String(payload, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (words.isEmpty() || start != payload.length) {
            throw new IOException("no command in the record");
        }
        return words;
    }
}
