package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kaappliance.clientkit.text.ByteText;

/** The administrator's hooks in a directory of the appliance. */
public final class Hooks {
    /** All together: they travel in the order, which every node reads into memory. */
    static final int MAX_BYTES = 128 << 10;

    private Hooks() {}

    /**
     * Reads them; a directory that does not exist has none, and other files than {@code NN-name} are not looked at.
     *
     * @param limit for each
     * @throws PlanException with every file that cannot be one
     */
    public static List<Hook> read(Path directory, Duration limit) throws PlanException, IOException {
        List<Hook> hooks = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files(directory)) {
            if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
                problems.add("hook " + file + " is not executable (chmod +x, or take it out of the directory)");
            } else {
                hooks.add(new Hook(file.getFileName().toString(), ByteText.read(file), limit));
            }
        }
        long bytes = hooks.stream().mapToLong(hook -> hook.program().length()).sum();
        if (bytes > MAX_BYTES) {
            problems.add("the hooks in " + directory + " have " + bytes + " bytes, and " + MAX_BYTES
                    + " are the most: put large files into the golden system");
        }
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
        return hooks;
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
                all.forEach(files::add);
            }
        }
        files.removeIf(file -> !Hook.isName(file.getFileName().toString()));
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return files;
    }
}
