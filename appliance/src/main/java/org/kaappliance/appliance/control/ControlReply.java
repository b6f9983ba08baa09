package org.kaappliance.appliance.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The answer to one command: any number of JSON lines, then one {@code {"end":true,"exit":n,"message":...}}. */
public final class ControlReply {
    private final ObjectMapper json;
    private final OutputStream out;
    private final SocketChannel asker;

    ControlReply(ObjectMapper json, OutputStream out, SocketChannel asker) {
        this.json = json;
        this.out = out;
        this.asker = asker;
    }

    /**
     * For commands that go on for as long as somebody wants them to.
     *
     * @param gone is told, on a thread of its own, when the asker has closed the connection, or the answer is over
     */
    public void whenGone(Runnable gone) {
        Thread watch = new Thread(
                () -> {
                    awaitEnd();
                    gone.run();
                },
                "ka-control-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Reads the channel itself: its streams would hold up the answer meanwhile (Channels.newInputStream locks it). */
    private void awaitEnd() {
        try {
            ByteBuffer nothing = ByteBuffer.allocate(64);
            while (asker.read(nothing) >= 0) {
                nothing.clear();
            }
        } catch (IOException e) {
            return; // gone, too
        }
    }

    /** Sends one line; {@code value} is whatever Jackson can write as an object. */
    public synchronized void line(Object value) throws IOException {
        out.write((json.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Sends the last line. @param exit the exit code of the command */
    public void end(int exit, String message) throws IOException {
        ObjectNode end = json.createObjectNode();
        end.put("end", true).put("exit", exit).put("message", message);
        line(end);
    }
}
