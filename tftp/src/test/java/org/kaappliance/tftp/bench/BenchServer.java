package org.kaappliance.tftp.bench;

import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.tftp.RootDirectoryRoute;
import org.kaappliance.tftp.TftpEvent;
import org.kaappliance.tftp.TftpServer;
import org.kaappliance.tftp.TftpServerSettings;

/** The TFTP server alone, with the settings of the appliance, for {@code tftp/bench}. Arguments: interface, address, root. */
final class BenchServer {
    private BenchServer() {}

    public static void main(String[] args) throws Exception {
        Settings.Tftp settings =
                SettingsLoader.load(Optional.empty(), Map.of()).settings().tftp();
        Inet4Address address = Ipv4Subnet.address(args[1]);
        TftpServer.start(
                TftpServerSettings.of(args[0], address, settings),
                List.of(new RootDirectoryRoute(Path.of(args[2]))),
                BenchServer::report);
        new CountDownLatch(1).await();
    }

    private static void report(TftpEvent event) {
        if (event instanceof TftpEvent.Failed failed) {
            System.err.println(failed);
        } else if (event instanceof TftpEvent.Completed done && done.resentPackets() > 0) {
            System.err.println(done);
        }
    }
}
