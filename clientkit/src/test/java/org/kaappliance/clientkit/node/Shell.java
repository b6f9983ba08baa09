package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Runs bash for tests; a failure is an error with what was printed, and so are 60 s. */
final class Shell {
    private Shell() {}

    static String run(Path dir, String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("timeout", "60", "bash", "-euo", "pipefail", "-c", script)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (bash.waitFor() != 0) {
            throw new IOException("exit code " + bash.exitValue() + ": " + output);
        }
        return output.trim();
    }
}
