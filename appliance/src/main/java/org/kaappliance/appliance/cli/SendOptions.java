package org.kaappliance.appliance.cli;

import static org.kaappliance.appliance.cli.RelayOptions.checked;
import static org.kaappliance.appliance.cli.RelayOptions.size;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.kaappliance.relay.ChainTerms;
import org.kaappliance.relay.Compression;
import org.kaappliance.relay.Keep;
import org.kaappliance.relay.SendSpec;
import org.kaappliance.relay.Trust;
import picocli.CommandLine.Option;

/** The options of {@code send} that say how a session is held. */
final class SendOptions {
    @Option(names = "-s", required = true, paramLabel = "SESSION", description = "name of the session")
    private String session;

    @Option(names = "-n", required = true, paramLabel = "NUM", description = "number of nodes to wait for")
    private int nodes;

    @Option(names = "--wait", defaultValue = "60s", description = "how long to wait for them (default: 60s)")
    private String wait;

    @Option(
            names = "-d",
            defaultValue = "0",
            paramLabel = "TENTHS",
            description = "tenths of a second between the releases of two nodes that wait with -w (default: 0)")
    private int tenths;

    @Option(
            names = "-a",
            defaultValue = "1",
            paramLabel = "ARITY",
            description = "children of each node: 1 a chain, 2 to 16 a tree (default: 1)")
    private int arity;

    @Option(
            names = "--floor",
            defaultValue = "80",
            paramLabel = "PERCENT",
            description =
                    "a node that holds the chain below this share of what the others could take is moved to the end; "
                            + "0: never (default: 80)")
    private int floorPercent;

    @Option(names = "--max-rate", paramLabel = "SIZE", description = "bytes a second, e.g. 50MiB")
    private String maxRate;

    @Option(
            names = "--compress",
            defaultValue = "none",
            paramLabel = "none|zstd[:LEVEL]",
            description = "compress the stream on its way (default: none)")
    private String compress;

    @Option(names = "--encrypt", description = "encrypt the stream, too; needs --key-file")
    private boolean encrypt;

    @Option(
            names = "--keep-memory",
            defaultValue = "64MiB",
            paramLabel = "SIZE",
            description =
                    "how much of a stream that cannot be read again (-e, standard input, --compress) is kept in memory "
                            + "for nodes that come late (default: 64MiB)")
    private String keepMemory;

    @Option(
            names = "--spool",
            defaultValue = "${sys:java.io.tmpdir}",
            paramLabel = "DIR|none",
            description = "the rest of it is kept in a file here (default: ${DEFAULT-VALUE})")
    private String spool;

    @Option(names = "--spool-size", paramLabel = "SIZE", description = "how large that file may grow (default: 16GiB)")
    private String spoolSize;

    String session() {
        return session;
    }

    int nodes() {
        return nodes;
    }

    /** @throws UsageException for a value that cannot be */
    SendSpec spec(Trust openOrKeyed) {
        Duration joinWait = Durations.parse("--wait", wait).orElseThrow();
        SendSpec spec = checked(() -> SendSpec.of(session, nodes)
                .withWait(joinWait)
                .withChain(chain())
                .withTrust(encrypt ? openOrKeyed.encrypted() : openOrKeyed)
                .withKeep(keep())
                .withCompression(Compression.parse(compress)));
        return maxRate == null
                ? spec
                : checked(() ->
                        spec.withMaxBytesPerSecond(size("--max-rate", maxRate).bytes()));
    }

    private ChainTerms chain() {
        return ChainTerms.STANDARD
                .withArity(arity)
                .withFloor(floorPercent / 100.0)
                .withStagger(Duration.ofMillis(100L * tenths));
    }

    private Keep keep() {
        if (spoolSize != null && spool.equals("none")) {
            throw new UsageException("--spool-size is the size of a file, and --spool none says that there is none");
        }
        String spoolLimit = spoolSize == null ? "16GiB" : spoolSize;
        return new Keep(
                size("--keep-memory", keepMemory),
                Optional.of(spool)
                        .filter(directory -> !directory.equals("none"))
                        .map(directory -> new Keep.Spool(Path.of(directory), size("--spool-size", spoolLimit))));
    }
}
