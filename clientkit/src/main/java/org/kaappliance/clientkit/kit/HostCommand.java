package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs a program of this host in the C locale and waits for it. */
final class HostCommand {
    /** Writes what a program reads. */
    interface Input {
        void writeTo(OutputStream out) throws IOException;
    }

    private HostCommand() {}

    /** What a program printed on its standard output; its exit code must be 0. */
    static String output(List<String> command) throws KitException {
        return run(command, out -> {}, Optional.empty(), Success.EXIT_CODE_0);
    }

    /** The same for programs whose exit code says nothing. */
    static String outputOfAnyExit(List<String> command) throws KitException {
        return run(command, out -> {}, Optional.empty(), Success.ANY_EXIT_CODE);
    }

    /** Feeds a program and puts its standard output into a file. */
    static void filter(List<String> command, Input input, Path target) throws KitException {
        run(command, input, Optional.of(target), Success.EXIT_CODE_0);
    }

    private enum Success {
        EXIT_CODE_0,
        ANY_EXIT_CODE
    }

    private static String run(List<String> command, Input input, Optional<Path> target, Success success)
            throws KitException {
        String name = Path.of(command.get(0)).getFileName().toString();
        Process process = null;
        Path errors = null;
        try {
            errors = Files.createTempFile("ka-kit", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("LC_ALL", "C");
            target.ifPresent(file -> builder.redirectOutput(file.toFile()));
            process = builder.start();
            Optional<IOException> unread = feed(process, input);
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0 && success == Success.EXIT_CODE_0) {
                throw new KitException(name + " failed (exit code " + code + "): " + lastLine(errors, out));
            }
            if (unread.isPresent()) {
                throw unread.get();
            }
            return out;
        } catch (IOException e) {
            throw new KitException("cannot run " + name + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KitException("interrupted; an earlier kit is still in place", e);
        } finally {
            end(process, errors);
        }
    }

    /** A program that ends early breaks the pipe; its exit code and its last words say more than that. */
    private static Optional<IOException> feed(Process process, Input input) throws IOException {
        try (OutputStream out = process.getOutputStream()) {
            input.writeTo(out);
            return Optional.empty();
        } catch (IOException e) {
            if (process.isAlive() && !"Broken pipe".equals(e.getMessage())) {
                throw e; // what it should read cannot be read
            }
            return Optional.of(e);
        }
    }

    private static void end(Process process, Path errors) {
        if (process != null) {
            process.destroy();
        }
        try {
            if (errors != null) {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lastLine(Path errors, String out) throws IOException {
        String text = Files.readString(errors, StandardCharsets.ISO_8859_1) + out;
        return text.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("no message");
    }
}
