package org.kaappliance.clientkit.golden;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of GNU tar that write the golden stream, and that read a clone back in the same form. Pure. */
public final class TarCommand {
    static final String PROGRAM = "tar";

    /** Run-time content of a live system; the directories travel, empty. */
    private static final List<String> RUN_TIME = List.of("/proc", "/sys", "/dev", "/run", "/tmp");

    /** Disks and keys of rehearsals, in their usual place; they name their process: {@code ka-rehearse-4711-x}. */
    private static final String REHEARSALS = "--exclude=./var/tmp/ka-rehearse-[0-9]*-*";

    private static final List<String> OPTIONS = List.of(
            "--create",
            "--file=-",
            "--sparse",
            "--sparse-version=1.0",
            "--numeric-owner",
            "--format=posix",
            // Access and change times would cost a header each and are not the clone's.
            "--pax-option=delete=atime,delete=ctime",
            // ACLs travel as the attributes that they are, by number; --acls would name users that a node does not
            // know.
            "--xattrs",
            "--xattrs-include=*",
            "--warning=no-file-ignored",
            "--warning=no-xdev",
            "--blocking-factor=512");

    private static final List<String> WALK =
            List.of("--one-file-system", "--anchored", "--wildcards", "--wildcards-match-slash");

    private TarCommand() {}

    /**
     * @param source the root of the golden system
     * @param fileSystems mount points that are file systems of their own, {@code /} first
     * @param excludedDirs absolute paths whose content is left out
     * @param live whether run-time content, and what rehearsals left in {@code /var/tmp}, is left out, too
     */
    public static List<String> of(Path source, List<String> fileSystems, List<String> excludedDirs, boolean live) {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--directory=" + source));
        command.addAll(OPTIONS);
        command.addAll(WALK);
        excludedDirs.forEach(dir -> command.add(exclude(dir)));
        if (live) {
            RUN_TIME.forEach(dir -> command.add(exclude(dir)));
            command.add(REHEARSALS);
        }
        fileSystems.forEach(mountPoint -> command.add(mountPoint.equals("/") ? "." : "." + mountPoint));
        return command;
    }

    /**
     * Reads the files whose names come on its standard input, each with a NUL behind it, and no others.
     *
     * @param dir where the names begin
     */
    public static List<String> readBack(String dir) {
        return readBack(dir, "-");
    }

    /** As {@link #readBack(String)}. @param names the file that has the names */
    public static List<String> readBack(String dir, String names) {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--directory=" + dir));
        command.addAll(OPTIONS);
        command.addAll(List.of("--no-recursion", "--null", "--no-unquote", "--files-from=" + names));
        return command;
    }

    private static String exclude(String dir) {
        String bare = dir.replaceFirst("/+$", "");
        return "--exclude=." + bare.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "/*";
    }
}
