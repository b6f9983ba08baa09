package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs programs of the clone, with the clone as their root directory. They see this machine's devices, their {@code /run} and {@code /tmp} are empty
 * and in memory. Mounts and processes have namespaces of their own, which end with the program: neither a daemon that it leaves behind nor a
 * kill keeps the clone from being unmounted.
 *
 * @param tools of stage 2
 * @param dir where the clone is mounted, as the tools see it
 * @param output hears every line, with the program's name in front
 */
record CloneRoot(Tools tools, String dir, Consumer<String> output) {
    /** For whatever makes an initramfs, on a slow machine. */
    static final Duration LONG = Duration.ofMinutes(15);

    private static final String ENTER = """
            d=$1; shift
            mount --make-rprivate / 2>/dev/null
            set -e
            mkdir -p "$d/proc" "$d/sys" "$d/dev" "$d/run" "$d/tmp"
            mount -t proc proc "$d/proc"
            mount --rbind /sys "$d/sys"
            mount --rbind /dev "$d/dev"
            mount -t tmpfs -o mode=755 run "$d/run"
            mount -t tmpfs -o mode=1777 tmp "$d/tmp"
            exec env -i HOME=/root LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
                "${@:2:$1}" chroot "$d" "${@:$1+2}"
            """;

    /** The command line for the tools. Pure. */
    static List<String> command(String dir, Map<String, String> environment, List<String> program) {
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "unchanged",
                "--pid",
                "--fork",
                "--kill-child",
                "bash",
                "-c",
                ENTER,
                "enter",
                dir,
                Integer.toString(environment.size())));
        environment.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> line.add(e.getKey() + "=" + e.getValue()));
        line.addAll(program);
        return line;
    }

    void run(List<String> program) throws IOException, InterruptedException {
        run(program.get(0), Map.of(), program, LONG);
    }

    /** @throws IOException when it fails, or is not ready in time */
    void run(String name, Map<String, String> environment, List<String> program, Duration limit)
            throws IOException, InterruptedException {
        tools.run(name, command(dir, environment, program), limit, line -> output.accept(name + ": " + line));
    }

    /** What a program prints. */
    List<String> lines(List<String> program) throws IOException, InterruptedException {
        List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
        tools.run(program.get(0), command(dir, Map.of(), program), LONG, lines::add);
        return List.copyOf(lines);
    }
}
