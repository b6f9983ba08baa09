package org.kaappliance.tftp.bench;

import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.tftp.RootDirectoryRoute;
import org.kaappliance.tftp.TftpServer;
import org.kaappliance.tftp.TftpServerSettings;

/**
 * The TFTP server alone, with the settings of the appliance, for {@code tftp/bench} and for tests in network namespaces.
 * Arguments: interface, address, root, then settings as {@code tftp.port=1069}. Says "ready", and every event, on standard output.
 */
public final class BenchServer {
    private BenchServer() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> own = new HashMap<>();
        for (int i = 3; i < args.length; i++) {
            own.put(args[i].split("=", 2)[0], args[i].split("=", 2)[1]);
        }
        Settings.Tftp settings =
                SettingsLoader.load(Optional.empty(), own).settings().tftp();
        Inet4Address address = Ipv4Subnet.address(args[1]);
        TftpServer.start(
                TftpServerSettings.of(args[0], address, settings),
                List.of(new RootDirectoryRoute(Path.of(args[2]))),
                System.out::println);
        System.out.println("ready");
        new CountDownLatch(1).await();
    }
}
