package org.kaappliance.clientkit.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** The paths of the clone that a command prints, as the disk has them, {@code ./etc/fstab}, a byte a char. */
record DiskPaths(Tools tools, String dir, List<String> command) {
    DiskPaths(Tools tools, String dir) {
        this(tools, dir, VerifyCommands.paths(dir));
    }

    void each(Consumer<String> paths) throws IOException, InterruptedException {
        Tools.Piped find = tools.pipe(command);
        find.input().close();
        try (InputStream in = find.output()) {
            ByteArrayOutputStream path = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == 0) {
                        paths.accept(relative(path));
                        path.reset();
                    } else {
                        path.write(buffer[i]);
                    }
                }
            }
        } finally {
            find.end();
        }
        find.requireSuccess();
    }

    private String relative(ByteArrayOutputStream path) {
        String absolute = path.toString(StandardCharsets.ISO_8859_1);
        return "." + absolute.substring(dir.getBytes(StandardCharsets.UTF_8).length);
    }
}
