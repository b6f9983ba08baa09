package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.kaappliance.appliance.boot.BootPrograms;
import org.kaappliance.appliance.boot.DiskPrograms;
import org.kaappliance.appliance.boot.FirmwarePrograms;
import org.kaappliance.appliance.boot.NamedBootFile;
import org.kaappliance.appliance.rehearse.Firmware;
import org.kaappliance.appliance.rehearse.NetworkCard;
import org.kaappliance.appliance.rehearse.Requirements;
import org.kaappliance.clientkit.kit.KitException;
import org.kaappliance.clientkit.kit.KitManifest;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}: what would keep the appliance from its work, one line each, with the remedy. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks everything that the appliance needs; exit code 1 when something is missing.")
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    private int problems;

    /** The kinds that boot over HTTP would get the same programs. */
    private final Set<String> hinted = new HashSet<>();

    @Override
    public Integer call() throws SettingsException {
        Settings settings = config.load();
        say("settings", Optional.empty());
        say(
                "root",
                "root".equals(System.getProperty("user.name")) ? Optional.empty() : Optional.of("run this as root"));
        List<Inet4Address> own = network(settings);
        BootPrograms programs = BootPrograms.of(settings);
        FirmwarePrograms firmware = FirmwarePrograms.of(settings, own, programs);
        firmware.choices().forEach(choice -> firmware(choice, firmware.fatal()));
        NamedBootFile.of(settings, own).forEach(named -> named(programs, named));
        DiskPrograms.missing(Path.of("/")).ifPresent(what -> System.out.println("      better: " + what));
        kit(settings);
        say("GNU tar for the golden system", tool("tar", "apt install tar"));
        rehearsal();
        if (Files.exists(settings.control().socket())) {
            System.out.println("      an appliance runs already, so its ports are not checked");
        } else {
            ports(settings);
        }
        return problems == 0 ? 0 : 1;
    }

    private void say(String what, Optional<String> problem) {
        problems += problem.isPresent() ? 1 : 0;
        System.out.println((problem.isEmpty() ? "ok    " : "FAIL  ")
                + what
                + problem.map(p -> ": " + p).orElse(""));
    }

    /** Returns the appliance's own addresses, as far as they can be known. */
    private List<Inet4Address> network(Settings settings) {
        if (settings.interfaceName().isEmpty()) {
            say("network interface", Optional.of("none is named: say --iface, or set 'interface'"));
            return settings.address().stream().toList();
        }
        try {
            NetworkPlan plan =
                    OwnAddresses.plan(settings, settings.interfaceName().get());
            say("network " + plan.iface() + ", pool " + plan.poolText(), Optional.empty());
            return OwnAddresses.of(plan);
        } catch (SettingsException e) {
            say("network interface", Optional.of(e.getMessage()));
            return settings.address().stream().toList();
        }
    }

    /** A kind that nobody has named a program for fails only when nothing at all could boot. */
    private void firmware(FirmwarePrograms.Choice choice, Optional<String> fatal) {
        String what = "boot program of " + choice.firmware() + " "
                + choice.program().map(program -> choice.names()).orElse(choice.isAuto() ? "" : choice.setting());
        Optional<String> missing = choice.found().missing();
        if (missing.isPresent() && choice.isAuto() && fatal.isEmpty()) {
            warn(what, missing.get());
        } else {
            say(what + " " + choice.found().files().values(), missing);
        }
        choice.hints().stream().filter(hinted::add).forEach(hint -> System.out.println("      better: " + hint));
    }

    private void named(BootPrograms programs, NamedBootFile named) {
        BootPrograms.Found found = programs.find(named.file());
        String what = "boot file of " + named.where() + " " + named.file();
        if (found.missing().isPresent()) {
            warn(what, found.missing().get());
        } else {
            say(what + " " + found.files().values(), Optional.empty());
        }
    }

    private static void warn(String what, String problem) {
        System.out.println("warn  " + what.trim() + ": " + problem);
    }

    private void kit(Settings settings) {
        try {
            KitManifest manifest = KitManifest.load(settings.kit().directory());
            say("kit, kernel " + manifest.kernelVersion(), Optional.empty());
        } catch (KitException e) {
            say("kit", Optional.of(e.getMessage()));
        }
    }

    /** Nothing else needs these. */
    private static void rehearsal() {
        Requirements host = new Requirements();
        for (Firmware firmware : Firmware.values()) {
            String what = "rehearsals with " + firmware.text();
            List<Requirements.Missing> missing = host.missing(firmware, NetworkCard.VIRTIO);
            if (missing.isEmpty()) {
                System.out.println("ok    " + what);
            }
            missing.forEach(lack -> warn(what, lack.toString()));
        }
    }

    private static Optional<String> tool(String name, String remedy) {
        boolean found = Stream.of(
                        System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        return found ? Optional.empty() : Optional.of("not found: " + remedy);
    }

    private void ports(Settings settings) {
        if (settings.dhcp().mode() != DhcpSettings.Mode.OFF) {
            udp("DHCP", 67);
        }
        udp("boot server", 4011);
        udp("TFTP", settings.tftp().port());
        udp("relay discovery", settings.relay().discoveryPort());
        tcp("relay control", settings.relay().controlPort());
        tcp("relay data", settings.relay().dataPort());
        tcp("report channel", settings.report().port());
    }

    private void udp(String what, int port) {
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(port));
            say(what + ", UDP port " + port, Optional.empty());
        } catch (IOException e) {
            say(what + ", UDP port " + port, Optional.of(e.getMessage() + ": see 'ss -lunp sport = :" + port + "'"));
        }
    }

    private void tcp(String what, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            say(what + ", TCP port " + port, Optional.empty());
        } catch (IOException e) {
            say(what + ", TCP port " + port, Optional.of(e.getMessage() + ": see 'ss -ltnp sport = :" + port + "'"));
        }
    }
}
