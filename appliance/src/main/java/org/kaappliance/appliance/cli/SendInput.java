package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kaappliance.relay.CommandSource;
import org.kaappliance.relay.FileSource;
import org.kaappliance.relay.StreamSource;
import picocli.CommandLine.Option;

/** Where the stream of {@code send} comes from. */
final class SendInput {
    @Option(names = "-e", required = true, paramLabel = "COMMAND", description = "send this command's output")
    private String command;

    @Option(
            names = "-i",
            required = true,
            paramLabel = "FILE",
            description = "send this file; '-', or neither -e nor -i: standard input")
    private String file;

    boolean isStdin() {
        return command == null && (file == null || file.equals(StandardStreams.DASH));
    }

    /** @throws IOException when a file cannot be read, before anybody waits for it */
    StreamSource open() throws IOException {
        if (command != null) {
            return new CommandSource(command);
        }
        if (isStdin()) {
            if (Terminal.is(Terminal.STDIN)) {
                throw new UsageException("what is to be sent? Say -e COMMAND or -i FILE, or pipe it in");
            }
            return StandardStreams.stdin();
        }
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw new NoSuchFileException(file);
        }
        if (Files.isDirectory(path) || !Files.isReadable(path)) {
            throw new AccessDeniedException(file);
        }
        return new FileSource(path);
    }
}
