package org.kaappliance.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Firmware beside a DHCP server of somebody else, dnsmasq, which gives addresses and knows nothing of booting: the appliance
 * finds it, becomes a proxy, and the machines come to the menus that are theirs.
 */
@Timeout(150)
class ProxyBootIT {
    private static final String BIOS = "52:54:00:79:02:01";
    private static final String UEFI = "52:54:00:79:02:02";

    @TempDir
    private Path dir;

    private Namespace network;
    private Namespace other;
    private final List<Process> started = new ArrayList<>();
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        network = new Namespace();
        // iPXE waits 15 seconds for a router of IPv6 before it boots by IPv4
        start(network.inside("python3", Rehearsal.script("lab/router.py").toString(), "br0"));
        other = network.neighbour("dhcp", "10.79.0.2/24");
        start(other.inside(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--port=0",
                "--user=root",
                "--pid-file",
                "--leasefile-ro",
                "--bind-interfaces",
                "--interface=eth0",
                "--no-ping",
                "--dhcp-range=10.79.0.150,10.79.0.160,10m"));
        Path config = Files.writeString(dir.resolve("ka.conf"), """
                interface = br0
                state.directory = "%1$s/state"
                control.socket = "%1$s/ka.sock"
                kit.directory = "%1$s/kit"
                machines = [ { mac = "%2$s", name = node1 }, { mac = "%3$s", name = node2 } ]
                """.formatted(dir, BIOS, UEFI));
        Process appliance = start(network.jar("--config", config.toString()));
        Thread reader = new Thread(() -> read(appliance), "appliance-log");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Process appliance) {
        try (BufferedReader lines = appliance.inputReader()) {
            lines.lines().forEach(log::add);
        } catch (IOException e) {
            log.add("the log ended: " + e.getMessage());
        }
    }

    @AfterEach
    void remove() throws IOException, InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        other.remove();
        network.remove();
    }

    private Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        started.add(process);
        return process;
    }

    private void await(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (seen.stream().noneMatch(line -> line.contains(text))) {
            String line = log.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(line)
                    .as("no \"" + text + "\" in " + String.join("\n", seen))
                    .isNotNull();
            seen.add(line);
        }
    }

    @Test
    void a_bios_with_ipxe_and_an_ovmf_get_addresses_from_dnsmasq_and_their_menus_from_here() throws Exception {
        await("10.79.0.2 on br0 gives the addresses");
        start(machine("tap1", BIOS, ""));
        // without iPXE in the ROM, so that the firmware's own PXE asks
        List<String> uefi = machine("tap2", UEFI, ",romfile=");
        uefi.addAll(List.of("-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE.fd"));
        uefi.addAll(List.of("-drive", "if=pflash,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS.fd"));
        start(uefi);
        await("has pxelinux.cfg/01-" + BIOS.replace(':', '-'));
        await("has pxelinux.cfg/01-" + UEFI.replace(':', '-'));
        assertThat(seen)
                .anyMatch(line -> line.contains("has pxelinux.0"))
                .anyMatch(line -> line.contains("has syslinux.efi"))
                .anyMatch(line -> line.contains(BIOS + " (node1) proxy-boot 10.79.0.15"))
                .anyMatch(line -> line.contains(UEFI + " (node2) proxy-boot 10.79.0.15"))
                .noneMatch(line -> line.contains("ERROR"));
    }

    private List<String> machine(String tap, String mac, String card) throws IOException, InterruptedException {
        network.tap(tap);
        return new ArrayList<>(network.inside(
                "qemu-system-x86_64",
                "-machine",
                "pc,graphics=off",
                "-accel",
                "tcg",
                "-m",
                "256",
                "-nodefaults",
                "-display",
                "none",
                "-serial",
                "file:" + dir.resolve(tap + ".log"),
                "-netdev",
                "tap,id=net0,script=no,downscript=no,ifname=" + tap,
                "-device",
                "virtio-net-pci,netdev=net0,bootindex=1,mac=" + mac + card,
                "-device",
                "virtio-rng-pci"));
    }
}
