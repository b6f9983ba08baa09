package org.kaappliance.appliance.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Asks the running appliance, from another process on the same host. */
public final class ControlClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path socket;

    public ControlClient(Path socket) {
        this.socket = socket;
    }

    /**
     * Sends one request and gives each line of the answer to {@code lines}, as it comes.
     *
     * @return the last line: {@code exit} and {@code message}
     * @throws IOException one line that says what to do when no appliance answers
     */
    public JsonNode ask(Object request, Consumer<JsonNode> lines) throws IOException {
        try (SocketChannel channel = connect()) {
            channel.write(ByteBuffer.wrap((JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8)));
            BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                JsonNode line = JSON.readTree(text);
                if (line.path("end").asBoolean()) {
                    return line;
                }
                lines.accept(line);
            }
        }
        throw new IOException("the appliance went away before it answered: its log says why");
    }

    private SocketChannel connect() throws IOException {
        if (!Files.exists(socket)) {
            throw new IOException("no appliance runs here (no " + socket
                    + "): start it with 'ka-appliance --iface IFACE', or name its settings with --config");
        }
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            throw new IOException(
                    "no appliance answers on " + socket + ": start it with 'ka-appliance --iface IFACE'", e);
        } catch (SocketException e) {
            throw new IOException(socket + ": " + e.getMessage() + ": be root, or the appliance's own user", e);
        }
    }
}
