package org.kaappliance.appliance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of {@code packaging/rehearse.sh}: real firmware in virtual machines against the real jar. */
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofMinutes(12);

    private final Path out;
    private final int exitCode;
    private final List<String> lines;

    private Rehearsal(Path out, int exitCode, List<String> lines) {
        this.out = out;
        this.exitCode = exitCode;
        this.lines = lines;
    }

    /** Runs it to its end; its output goes to the test's too. Missing means (root, QEMU) make it fail, not skip. */
    static Rehearsal run(Path out, String... options) throws IOException, InterruptedException {
        return run(out, LIMIT, options);
    }

    /** One that may take longer. */
    static Rehearsal run(Path out, Duration limit, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script("rehearse.sh").toString(), "--out", out.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        CompletableFuture<Process> ended = process.onExit().orTimeout(limit.toSeconds(), TimeUnit.SECONDS);
        ended.exceptionally(tooLate -> {
            process.destroy(); // its trap removes the machines and the network; the read below comes to its end
            return process;
        });
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                System.out.println("rehearsal: " + line);
                lines.add(line);
            }
        }
        return new Rehearsal(out, process.waitFor(), lines);
    }

    /** Removes what a test made; keeps it for a look when its rehearsal did not come to a good end. */
    static void remove(Path work, Rehearsal rehearsal) throws IOException {
        if (rehearsal == null || rehearsal.exitCode() != 0) {
            System.out.println("kept for a look: " + work);
            return;
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static Path script(String name) {
        return Path.of("..", "packaging").toAbsolutePath().normalize().resolve(name);
    }

    int exitCode() {
        return exitCode;
    }

    String output() {
        return String.join("\n", lines);
    }

    Path file(String name) {
        return out.resolve(name);
    }

    JsonNode result() throws IOException {
        return new ObjectMapper().readTree(file("result.json").toFile());
    }

    JsonNode machine(String name) throws IOException {
        for (JsonNode machine : result().path("machines")) {
            if (machine.path("name").asText().equals(name)) {
                return machine;
            }
        }
        throw new IOException("no machine " + name + " in result.json");
    }

    String console(String name) throws IOException {
        return Files.readString(file(name + ".serial.log"), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** The partition table as sfdisk reads it from the disk's image. */
    JsonNode partitionTable(String name) throws IOException, InterruptedException {
        Process sfdisk = new ProcessBuilder(
                        "sfdisk", "--json", file(name + ".disk.raw").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        JsonNode table = new ObjectMapper().readTree(sfdisk.getInputStream()).path("partitiontable");
        if (sfdisk.waitFor() != 0) {
            throw new IOException("sfdisk cannot read the disk of " + name);
        }
        return table;
    }

    /** Compares a disk with the golden system, file by file; empty when nothing differs. */
    String differences(String name) throws IOException, InterruptedException {
        Process compare = new ProcessBuilder(
                        script("lab/compare.sh").toString(),
                        file(name + ".disk.raw").toString(),
                        file("golden").toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(compare.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int code = compare.waitFor();
        return code == 0 || !text.isBlank() ? text : "compare.sh ended with " + code;
    }
}
