package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kaappliance.clientkit.golden.TarCommand;
import org.kaappliance.clientkit.report.NodeStep;

/**
 * Mounts the finished disk once more and reads what was written after the comparison: fstab, boot loader, what makes the copy a machine of its own. A
 * file that the disk does not give back is an error. In any case arrays and groups are stopped here: nothing needs the disks any more.
 */
record CheckStep(Tools tools) implements Step {
    private static final String LATE_FILES = "tmp/ka-late-files";

    @Override
    public NodeStep name() {
        return NodeStep.CHECK;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        if (clone.verified().isEmpty()) {
            tools.runAll(MountCommands.flush(clone.disks()));
            return clone.plan().carriesFiles() ? "not read again: --verify none" : "nothing was written last";
        }
        tools.runAll(MountCommands.mount(clone.volumes(), clone.dir()));
        List<String> late = new ArrayList<>();
        new DiskPaths(
                        tools,
                        clone.dir(),
                        VerifyCommands.filesSince(
                                clone.dir(), "/" + clone.verified().get()))
                .each(late::add);
        long bytes = late.isEmpty() ? 0 : read(clone, late);
        tools.runAll(MountCommands.unmount(clone.volumes(), clone.dir()));
        tools.runAll(MountCommands.flush(clone.disks()));
        return "read again what was written last: " + late.size() + " files, a stream of " + bytes + " bytes";
    }

    /** By tar, which takes names of any bytes. */
    private long read(Clone clone, List<String> paths) throws IOException, InterruptedException {
        Path list = clone.toolRoot().resolve(LATE_FILES);
        Files.writeString(list, String.join("\0", paths), StandardCharsets.ISO_8859_1);
        try {
            Tools.Piped tar = tools.pipe(TarCommand.readBack(clone.dir(), "/" + LATE_FILES));
            tar.input().close();
            long bytes;
            try (InputStream in = tar.output()) {
                bytes = in.transferTo(OutputStream.nullOutputStream());
            }
            tar.requireSuccess();
            return bytes;
        } finally {
            Files.delete(list);
        }
    }
}
