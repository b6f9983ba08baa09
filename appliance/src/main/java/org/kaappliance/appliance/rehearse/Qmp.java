package org.kaappliance.appliance.rehearse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** QEMU's monitor (QEMU Machine Protocol): commands one at a time, and how often the machine was reset. Commands from any thread. */
final class Qmp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long ANSWER_SECONDS = 20;

    private final SocketChannel channel;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final AtomicInteger resets = new AtomicInteger();

    private Qmp(SocketChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException when nothing listens there, or it is no monitor */
    static Qmp open(Path socket) throws IOException {
        Qmp qmp = new Qmp(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        Thread reader = new Thread(qmp::read, "qmp " + socket.getFileName());
        reader.setDaemon(true);
        reader.start();
        try {
            qmp.ask("qmp_capabilities", Map.of());
            return qmp;
        } catch (IOException e) {
            qmp.close();
            throw e;
        }
    }

    /** Answers have {@code return} or {@code error}; the greeting has neither, nor have events. */
    private void read() {
        BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = JSON.readTree(line);
                if (message.path("event").asText().equals("RESET")) {
                    resets.incrementAndGet();
                } else if (message.has("return") || message.has("error")) {
                    answers.add(message);
                }
            }
        } catch (IOException e) {
            // the machine is off
        }
        answers.add(JSON.valueToTree(Map.of("error", Map.of("desc", "the machine is off"))));
    }

    /** How often the machine was started again since it was switched on. */
    int resets() {
        return resets.get();
    }

    /** @throws IOException when the machine refuses, is off, or does not answer */
    synchronized JsonNode ask(String command, Map<String, ?> arguments) throws IOException {
        answers.clear();
        ByteBuffer line =
                ByteBuffer.wrap((JSON.writeValueAsString(Map.of("execute", command, "arguments", arguments)) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        try {
            JsonNode answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                close(); // a late answer would be taken for the next command's
                throw new IOException(command + ": no answer within " + ANSWER_SECONDS + " s");
            }
            if (!answer.has("return")) {
                throw new IOException(
                        command + ": " + answer.path("error").path("desc").asText());
            }
            return answer.path("return");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
