package org.kaappliance.appliance.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The answer to one command: any number of JSON lines, then one {@code {"end":true,"exit":n,"message":...}}. */
public final class ControlReply {
    private final ObjectMapper json;
    private final OutputStream out;

    ControlReply(ObjectMapper json, OutputStream out) {
        this.json = json;
        this.out = out;
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
