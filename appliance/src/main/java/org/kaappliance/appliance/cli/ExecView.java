package org.kaappliance.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Shows what commands print on machines: the bytes of a single machine as they are, of several whole lines with the machine's name in front.
 */
final class ExecView {
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final PrintStream out;
    private final PrintStream err;
    private Names names = Names.LEFT_OUT;
    private final Map<String, ByteArrayOutputStream> begun = new HashMap<>();

    /** Whether lines carry the machine's name. */
    private enum Names {
        SHOWN,
        LEFT_OUT
    }

    ExecView(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Takes a line of the appliance's answer. */
    void show(JsonNode line) {
        String node = line.path("node").asText();
        if (line.has("machines")) {
            names = line.path("machines").asInt() == 1 ? Names.LEFT_OUT : Names.SHOWN;
        } else if (line.has("out")) {
            print(out, node, "out", bytes(line.path("out")));
        } else if (line.has("err")) {
            print(err, node, "err", bytes(line.path("err")));
        } else {
            rest(out, node, "out");
            rest(err, node, "err");
            end(node, line);
        }
    }

    private void end(String node, JsonNode line) {
        if (line.has("failed")) {
            err.println(node + ": " + line.path("failed").asText().replaceAll("\\p{Cc}", "?"));
        } else if (names == Names.SHOWN && line.path("exit").asInt() != 0) {
            err.println(node + ": exit code " + line.path("exit").asInt());
        }
    }

    private static byte[] bytes(JsonNode text) {
        return Base64.getDecoder().decode(text.asText());
    }

    private void print(PrintStream to, String node, String stream, byte[] bytes) {
        if (names == Names.LEFT_OUT) {
            to.write(bytes, 0, bytes.length);
            to.flush();
            return;
        }
        for (byte b : bytes) {
            ByteArrayOutputStream line = begun.computeIfAbsent(node + " " + stream, key -> new ByteArrayOutputStream());
            line.write(b);
            if (b == '\n' || line.size() == MAX_LINE_BYTES) {
                rest(to, node, stream);
            }
        }
    }

    /** The line that has been begun, ended here if it was not. */
    private void rest(PrintStream to, String node, String stream) {
        ByteArrayOutputStream line = begun.remove(node + " " + stream);
        if (line == null || line.size() == 0) {
            return;
        }
        byte[] bytes = line.toByteArray();
        byte[] name = (node + ": ").getBytes(StandardCharsets.UTF_8);
        to.write(name, 0, name.length);
        to.write(bytes, 0, bytes.length);
        if (bytes[bytes.length - 1] != '\n') {
            to.write('\n');
        }
        to.flush();
    }
}
