package org.kaappliance.appliance.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;
import org.kaappliance.dhcp.plan.DhcpServerSettings;

/** Converts, and loads what came out as the appliance would. */
record Converted(Import result, Settings settings, NetworkPlan plan) {

    static Converted dhcpd(String text) throws ImportSyntaxException, SettingsException, IOException {
        return of(DhcpdImport.convert("dhcpd.conf", text));
    }

    static Converted pxe(String text) throws ImportSyntaxException, SettingsException, IOException {
        return of(PxeConfImport.convert("pxe.conf", text));
    }

    /** Both files as one, as an operator puts them together. */
    static Converted merged(String dhcpd, String pxe) throws ImportSyntaxException, SettingsException, IOException {
        Import first = DhcpdImport.convert("dhcpd.conf", dhcpd);
        Import second = PxeConfImport.convert("pxe.conf", pxe);
        return of(new Import(
                first.settings() + second.settings(),
                Stream.concat(first.findings().stream(), second.findings().stream())
                        .toList()));
    }

    private static Converted of(Import result) throws SettingsException, IOException {
        Path file = Files.createTempFile("import", ".conf");
        try {
            Files.writeString(file, result.settings());
            Settings settings = SettingsLoader.load(Optional.of(file), Map.of()).settings();
            InterfaceAddress iface = new InterfaceAddress("eth0", Ipv4Subnet.address("10.0.1.1"), 24);
            NetworkPlan plan = NetworkPlan.of(settings, List.of(iface));
            DhcpServerSettings.of(settings, plan); // makes octets of the options
            return new Converted(result, settings, plan);
        } finally {
            Files.delete(file);
        }
    }

    /** The text of every finding of the kind. */
    List<String> texts(Finding.Kind kind) {
        return result.findings().stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::toString)
                .toList();
    }

    List<String> lost() {
        return texts(Finding.Kind.LOST);
    }

    /** A file of the seed, with or without addresses for its placeholders. */
    static String seed(String name) throws IOException {
        try (InputStream in = Converted.class.getResourceAsStream("/import/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String withAddresses(String text) {
        return text.replaceAll("NET\\.(\\d+)", "10.0.1.$1")
                .replace("IPADDR_TFTP", "10.0.1.2")
                .replace("IPADDR_DNS", "10.0.1.3")
                .replace("IPADDR_GW", "10.0.1.254")
                .replace("IPADDR_PXE", "10.0.1.1");
    }
}
