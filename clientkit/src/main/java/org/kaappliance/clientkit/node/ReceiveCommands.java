package org.kaappliance.clientkit.node;

import java.util.List;

/** Command lines that unpack a stream from their standard input. Pure. */
final class ReceiveCommands {
    private ReceiveCommands() {}

    /** The counterpart of the golden stream: GNU tar, sparse files are made sparse by what the stream says. */
    static List<String> files(String dir) {
        return List.of(
                "tar",
                "--extract",
                "--file=-",
                "--directory=" + dir,
                "--numeric-owner",
                "--same-owner",
                "--preserve-permissions",
                "--xattrs",
                "--xattrs-include=*",
                "--delay-directory-restore",
                // A node whose clock is behind would get a line for every file.
                "--warning=no-timestamp",
                "--blocking-factor=512");
    }

    /** Stage 2 into memory, with what stage 1 has. */
    static List<String> stage2(String dir) {
        return List.of("busybox", "tar", "-x", "-f", "-", "-C", dir);
    }

    static List<List<String>> makeStage2Dir(String dir) {
        return List.of(
                List.of("busybox", "mkdir", "-p", dir),
                List.of("busybox", "mount", "-t", "tmpfs", "-o", "size=75%,mode=755", "stage2", dir));
    }

    /** The kernel's file systems, so that the tools see devices and partitions. */
    static List<List<String>> bindKernel(String dir) {
        return List.of("dev", "proc", "sys").stream()
                .flatMap(name -> List.of(
                        List.of("busybox", "mkdir", "-p", dir + "/" + name),
                        List.of("busybox", "mount", "-o", "bind", "/" + name, dir + "/" + name))
                        .stream())
                .toList();
    }
}
