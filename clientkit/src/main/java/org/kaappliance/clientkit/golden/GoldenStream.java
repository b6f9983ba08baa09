package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.kaappliance.relay.StreamSource;

/**
 * The files of the golden system as one GNU tar stream (session {@code kainstall2-<job>}): owners by number, modes, hard links, sparse
 * files, xattrs, ACLs. Member names begin with {@code ./}. Sockets are skipped. A file that changes while it is read, or vanishes, is a warning
 * ({@link SourceChanges}).
 */
public final class GoldenStream implements StreamSource {
    private final Path source;
    private final ClonePlan plan;
    private final boolean live;
    private final Consumer<String> warnings;

    private GoldenStream(CloneRequest request, ClonePlan plan, Consumer<String> warnings) {
        this.source = request.source();
        this.plan = plan;
        this.live = request.live();
        this.warnings = warnings;
    }

    /** @param warnings hears what tar says, line by line, on a thread of the stream */
    public static GoldenStream of(CloneRequest request, ClonePlan plan, Consumer<String> warnings) {
        return new GoldenStream(request, plan, warnings);
    }

    /** Starts tar. The stream's {@code close} throws when tar failed (exit code over 1), and ends a tar that is still writing. */
    @Override
    public InputStream open() throws IOException {
        List<String> fileSystems = GoldenSource.fileSystems(source, plan.disks().mountPoints());
        List<String> command = TarCommand.of(source, fileSystems, plan.content().excludedDirs(), live);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
        return new TarStream(builder.start(), warnings);
    }
}
