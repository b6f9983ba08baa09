package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.ImageGolden;
import org.kaappliance.clientkit.golden.LocalGolden;
import org.kaappliance.clientkit.remote.GoldenServer;
import org.kaappliance.relay.SessionKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code golden serve}: this machine is the golden node of an appliance that runs elsewhere. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Lets an appliance clone this machine: 'clone --source ka://THIS-HOST' there.",
            "Who holds the key can read every file of this machine, and nothing else: no command is run, nothing is written.",
            "Runs until it is stopped (Ctrl-C). Needs root."
        })
final class GoldenServeCommand implements Callable<Integer> {
    private static final String ALL = "0.0.0.0";

    @Option(
            names = "--listen",
            paramLabel = "[ADDRESS][:PORT]",
            defaultValue = ALL,
            description = "where appliances are heard (default: all addresses, TCP port 30768)")
    private String listen;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = {
                "the key, 16 to 4096 random bytes, the same as clone.source-key of the appliance;",
                "make one with: head -c 32 /dev/urandom | base64 > FILE"
            })
    private Path key;

    @Option(
            names = "--source",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "the golden system: a root directory, or the image of a disk (default: this machine)")
    private Path source;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = source.toAbsolutePath().normalize();
        if (!Files.exists(root)) {
            throw new UsageException("--source " + source + " is not there");
        }
        GoldenSystem golden = Files.isDirectory(root) ? new LocalGolden() : new ImageGolden();
        try (StopSignal stop = new StopSignal();
                GoldenServer server = GoldenServer.open(
                        address(listen), SessionKey.read(key), golden, root, GoldenServeCommand::say)) {
            stop.does(reason -> close(server));
            say("the golden system " + root + " is served on "
                    + server.address().getAddress().getHostAddress() + ":"
                    + server.address().getPort() + " to who holds the key " + key);
            server.await();
        }
        return 0;
    }

    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean onlyAddress = colon < 0 || text.endsWith("]");
        String host = onlyAddress ? text : text.substring(0, colon);
        try {
            int port = onlyAddress ? GoldenServer.PORT : Integer.parseInt(text.substring(colon + 1));
            InetSocketAddress address = new InetSocketAddress(host.isEmpty() ? ALL : host, port);
            if (!address.isUnresolved()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new UsageException("--listen: [ADDRESS][:PORT] is expected, e.g. 10.0.0.5:30768, found '" + text + "'");
    }

    private static void close(GoldenServer server) {
        try {
            server.close();
        } catch (IOException e) {
            say("ends badly: " + e.getMessage());
        }
    }

    private static void say(String line) {
        System.err.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }
}
