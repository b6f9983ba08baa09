package org.kaappliance.dhcp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.config.LocalInterfaces;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.dhcp.boot.BootPolicy;
import org.kaappliance.dhcp.engine.DhcpEvent;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/**
 * The real server, for a network namespace: {@code ServerMain <interface> <settings file>}. Prints READY, then one line
 * an event; ends when its standard input ends.
 */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) throws IOException, SettingsException {
        Settings settings = SettingsLoader.load(
                        Optional.of(Path.of(args[1])),
                        Map.of("interface", args[0], "dhcp.boot-programs.bios", "pxelinux.0"))
                .settings();
        NetworkPlan plan = NetworkPlan.of(settings, LocalInterfaces.of(settings, args[0]));
        BootPolicy policy =
                BootPolicy.of(settings.dhcp().bootPrograms(), settings.dhcp().unknownMachines());
        try (DhcpServer server = DhcpServer.start(
                DhcpServerSettings.of(settings, plan),
                new MemoryLeaseStore(),
                policy,
                ServerMain::print,
                Clock.systemUTC())) {
            System.out.println("READY " + server);
            while (System.in.read() >= 0) {}
        } catch (IOException e) {
            System.out.println("FAILED " + e.getMessage());
        }
        System.out.println("CLOSED");
    }

    private static void print(DhcpEvent event) {
        System.out.println("EVENT " + event.kind() + " " + event.mac() + " "
                + event.address().map(a -> a.getHostAddress()).orElse("-") + " "
                + event.bootFile().orElse("-") + " "
                + event.vendorClass());
    }
}
