package org.kaappliance.appliance.rehearse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Programs of this host that end by themselves at once, {@code ip} for one. */
final class HostProgram {
    private HostProgram() {}

    /**
     * Runs it to its end.
     *
     * @return what it printed
     * @throws IOException with what it said, when it cannot be started or fails
     */
    static String run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command[0] + " runs", e);
        }
        return said;
    }
}
