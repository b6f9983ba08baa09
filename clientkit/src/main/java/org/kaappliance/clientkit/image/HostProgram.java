package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs programs of this host, whatever PATH this process has. */
final class HostProgram {
    private static final List<String> PATH = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private HostProgram() {}

    static boolean exists(String program) {
        return PATH.stream().anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PATH", String.join(":", PATH));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** What it prints. @throws Failure when its exit code is not 0, with its words */
    static String run(List<String> command) throws IOException {
        Process process = builder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new Failure(command.get(0) + " failed with code " + process.exitValue() + ": " + oneLine(said));
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new IOException("interrupted while " + command.get(0) + " runs", e);
        }
    }

    static String oneLine(String said) {
        return said.strip().replaceAll("\\s*\\R\\s*", " | ");
    }

    /** A program that ran, and failed. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }
    }
}
