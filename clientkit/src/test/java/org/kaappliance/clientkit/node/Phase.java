package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What one phase of a measured restore took: seconds, CPU seconds of this program, and of the commands that ended in it. */
record Phase(String name, double seconds, double ownCpuSeconds, double toolsCpuSeconds) {
    /** USER_HZ of every Linux that has /proc/stat. */
    private static final double TICKS_PER_SECOND = 100;

    static Phase measure(String name, Work work) throws Exception {
        long start = System.nanoTime();
        double[] before = cpu();
        work.run();
        double[] after = cpu();
        return new Phase(name, (System.nanoTime() - start) / 1e9, after[0] - before[0], after[1] - before[1]);
    }

    /** One line of JSON. @param more names and whole numbers in turn */
    void print(Object... more) throws IOException {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"phase\": \"%s\", \"seconds\": %.3f, \"cpuOwn\": %.2f, \"cpuTools\": %.2f, \"peakMiB\": %d",
                name,
                seconds,
                ownCpuSeconds,
                toolsCpuSeconds,
                peakMebibytes()));
        for (int i = 0; i < more.length; i += 2) {
            line.append(", \"").append(more[i]).append("\": ").append(more[i + 1]);
        }
        System.out.println(line.append('}'));
    }

    /** proc(5): utime, stime, cutime and cstime, counted behind the name of the program. */
    private static double[] cpu() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new double[] {
            (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND,
            (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND
        };
    }

    private static long peakMebibytes() throws IOException {
        return Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** What is measured. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
