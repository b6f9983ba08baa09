package org.kaappliance.appliance;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.kaappliance.appliance.cli.CancelCommand;
import org.kaappliance.appliance.cli.CheckConfigCommand;
import org.kaappliance.appliance.cli.CloneCommand;
import org.kaappliance.appliance.cli.ConfigOption;
import org.kaappliance.appliance.cli.ConsoleCommand;
import org.kaappliance.appliance.cli.DhcpCommand;
import org.kaappliance.appliance.cli.DoctorCommand;
import org.kaappliance.appliance.cli.ErrorLines;
import org.kaappliance.appliance.cli.ExecCommand;
import org.kaappliance.appliance.cli.GoldenCommand;
import org.kaappliance.appliance.cli.ImportCommand;
import org.kaappliance.appliance.cli.KitCommand;
import org.kaappliance.appliance.cli.NodesCommand;
import org.kaappliance.appliance.cli.ReceiveCommand;
import org.kaappliance.appliance.cli.RehearseCommand;
import org.kaappliance.appliance.cli.SendCommand;
import org.kaappliance.appliance.cli.StatusCommand;
import org.kaappliance.config.LocalInterfaces;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The command line. Without a command it runs the appliance until it is told to stop. */
@Command(
        name = "ka-appliance",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Boots machines from the network and clones a golden node onto those that are named.",
            "Without a command: serve the network on --iface until stopped."
        },
        subcommands = {
            CheckConfigCommand.class,
            KitCommand.class,
            GoldenCommand.class,
            RehearseCommand.class,
            CloneCommand.class,
            CancelCommand.class,
            NodesCommand.class,
            StatusCommand.class,
            ExecCommand.class,
            ConsoleCommand.class,
            SendCommand.class,
            ReceiveCommand.class,
            DoctorCommand.class,
            ImportCommand.class,
            DhcpCommand.class
        })
public final class Main implements Callable<Integer> {
    private static volatile Appliance running;

    @Mixin
    private ConfigOption config;

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(Main::stop, "ka-stop"));
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ErrorLines())
                .execute(args));
    }

    /** One thread for both, because what is said while the appliance stops is to be seen, too. */
    private static void stop() {
        Appliance appliance = running;
        if (appliance != null) {
            appliance.close();
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.stop();
        }
    }

    @Override
    public Integer call() throws IOException, SettingsException, InterruptedException {
        Settings settings = config.load();
        if (settings.interfaceName().isEmpty()) {
            System.err.println("ka-appliance: which network? Say --iface IFACE (see 'ip -br address'), or --help");
            return CommandLine.ExitCode.USAGE;
        }
        NetworkPlan network = NetworkPlan.of(
                settings, LocalInterfaces.of(settings, settings.interfaceName().get()));
        HeapReturn.arrange();
        running = Appliance.start(settings, network);
        new CountDownLatch(1).await(); // until a signal ends the process, and the hook stops the parts
        return CommandLine.ExitCode.OK;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"ka-appliance " + (version == null ? "(built from classes)" : version)};
        }
    }
}
