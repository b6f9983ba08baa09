package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.console.Commands;

/**
 * Runs what the appliance asks for: a single word as a line of the shell, several words as they are. A program that stage 1 lacks is taken
 * from stage 2 once that is there. Cloning comes first: such commands have a low priority, and go first when memory runs out.
 */
final class NodeCommands implements Commands {
    private static final List<String> SHELL = List.of("sh", "-c");
    /** There is no nice in Debian's static busybox. */
    private static final String LAST_IN_LINE =
            "echo 1000 >/proc/self/oom_score_adj; renice -n 10 -p $$ >/dev/null; exec \"$@\"";

    private final List<Path> programs;
    private final ToolRoot stage2;

    /** @param programs where stage 1 has its programs */
    NodeCommands(List<Path> programs, ToolRoot stage2) {
        this.programs = List.copyOf(programs);
        this.stage2 = stage2;
    }

    @Override
    public Process start(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line(command)).directory(Path.of("/").toFile());
        builder.environment().putAll(Tools.ENVIRONMENT);
        return builder.start();
    }

    List<String> line(List<String> command) throws IOException {
        List<String> line = new ArrayList<>(SHELL);
        line.add(LAST_IN_LINE);
        line.add("exec");
        if (command.size() == 1) {
            line.addAll(SHELL);
            line.addAll(command);
        } else {
            line.addAll(found(command));
        }
        return line;
    }

    private List<String> found(List<String> command) throws IOException {
        String name = command.get(0);
        if (name.contains("/") || programs.stream().anyMatch(dir -> Files.isExecutable(dir.resolve(name)))) {
            return command;
        }
        Optional<String> program = stage2.find(name);
        if (program.isEmpty()) {
            throw new IOException("there is no " + name + " in stage 1, nor in stage 2 so far");
        }
        List<String> line = new ArrayList<>(stage2.prefix());
        line.add(program.get());
        line.addAll(command.subList(1, command.size()));
        return line;
    }
}
