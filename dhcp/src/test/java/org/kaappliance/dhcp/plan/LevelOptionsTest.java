package org.kaappliance.dhcp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.InterfaceAddress;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.NetworkPlan;
import org.kaappliance.config.Settings;
import org.kaappliance.config.SettingsException;
import org.kaappliance.config.SettingsLoader;

public class LevelOptionsTest {
    private static final String SUBNETS = """
            [{ subnet = 10.0.1.0/24, options { "201" = "text:subnet", "202" = "text:subnet" },
               pools = [{ range = 10.0.1.100-10.0.1.110, options { "202" = "text:pool" } }] }]""";
    private static final String CLASSES =
            "[{ name = a, options { \"203\" = \"text:a\" } }, { name = b, options { \"203\" = \"text:b\", \"204\" = \"text:b\" } }]";
    private static final String MACHINES =
            "[{ mac = \"52:54:00:77:00:01\", name = node1, options { \"204\" = \"text:machine\" } }]";
    private static final Map<String, String> ALL_LEVELS = Map.of(
            "dhcp.options", "{ \"200\" = \"text:all\", \"201\" = \"text:all\" }",
            "dhcp.subnets", SUBNETS,
            "dhcp.classes", CLASSES,
            "machines", MACHINES);

    @Test
    public void of_each_option_the_closest_level_counts() throws SettingsException {
        DhcpServerSettings settings = settings(ALL_LEVELS);
        Levels levels = settings.levels(
                List.of(
                        settings.reservations().get(0).terms(),
                        settings.dhcp().classes().get(0).terms(),
                        settings.dhcp().classes().get(1).terms()),
                settings.subnets().get(0));
        assertThat(texts(levels.at(Optional.of(Ipv4Subnet.address("10.0.1.105")))))
                .isEqualTo(Map.of(200, "all", 201, "subnet", 202, "pool", 203, "a", 204, "machine"));
        assertThat(texts(levels.at(Optional.of(Ipv4Subnet.address("10.0.1.111")))))
                .containsEntry(202, "subnet");
        assertThat(texts(settings.levels(List.of(), settings.subnets().get(0)).at(Optional.empty())))
                .isEqualTo(Map.of(200, "all", 201, "subnet", 202, "subnet"));
    }

    @Test
    public void options_inside_a_space_are_merged_unless_a_closer_level_sets_the_whole() throws SettingsException {
        String closer = "[{ name = some, options { \"43.201\" = \"u8:1\" } },"
                + " { name = whole, options { \"43\" = \"hex:0901ff\", \"43.200\" = \"u8:1\" } }]";
        DhcpServerSettings settings = settings(
                Map.of("dhcp.options", "{ pxe.discovery-control = 3, ipxe.keep-san = 1 }", "dhcp.classes", closer));
        assertThat(of(settings, 0).options().pxe()).hasToString("{6=03, 201=01}");
        assertThat(of(settings, 1).options().pxe()).hasToString("{200=01}");
        assertThat(of(settings, 1).options().ipxe()).hasToString("{8=01}");
    }

    private static Terms of(DhcpServerSettings settings, int clientClass) {
        return settings.levels(
                        List.of(settings.dhcp().classes().get(clientClass).terms()),
                        settings.subnets().get(0))
                .at(Optional.empty());
    }

    @Test
    public void the_problems_of_all_levels_are_told_at_once() {
        SettingsException problems = catchThrowableOfType(
                SettingsException.class,
                () -> settings(Map.of(
                        "dhcp.options", "{ ntp-serverz = 10.0.1.1 }",
                        "dhcp.subnets",
                                "[{ subnet = 10.0.1.0/24, options { interface-mtu = big },"
                                        + " pools = [{ range = 10.0.1.100-10.0.1.110, options { \"200\" = 5 } }] }]",
                        "dhcp.classes", "[{ name = a, options { \"53\" = 2 } }]",
                        "machines", "[{ mac = \"52:54:00:77:00:01\", name = node1, options { routers = here } }]")));
        assertThat(problems.problems().stream().map(p -> p.key()).toList())
                .containsExactly(
                        "dhcp.options.ntp-serverz",
                        "dhcp.subnets[0].options.interface-mtu",
                        "dhcp.subnets[0].pools[0].options.200",
                        "dhcp.classes[0].options.53",
                        "machines[0].options.routers");
    }

    @Test
    public void q30_a_vendor_option_of_more_than_255_octets_is_refused_at_load() throws SettingsException {
        String fits = "{ pxe.boot-menu = \"1 " + "x".repeat(240) + "\" }";
        assertThat(settings(Map.of("dhcp.options", fits)).subnets()).isNotEmpty();
        assertThat(problem(Map.of("dhcp.options", fits.replace("1 x", "1 xx"))))
                .isEqualTo("command line: dhcp.options.pxe.boot-menu: option 43 would have 256 octets; it may have at"
                        + " most 255");
        assertThat(problem(Map.of("dhcp.options", "{ \"43\" = \"hex:" + "00".repeat(256) + "\" }")))
                .contains("has 256 octets; it may have at most 255");
        String service = "{ firmware = bios, item = \"" + "x".repeat(75) + "\", boot-file = a }";
        assertThat(problem(Map.of(
                        "dhcp.pxe-menu.services",
                        "[" + service + "," + service + "]",
                        "dhcp.options",
                        "{ \"43.200\" = \"text:" + "x".repeat(60) + "\" }")))
                .contains("dhcp.options.43.200: option 43 would have");
    }

    private static String problem(Map<String, String> more) {
        return catchThrowableOfType(SettingsException.class, () -> settings(more))
                .getMessage();
    }

    private static Map<Integer, String> texts(Terms terms) {
        Map<Integer, String> texts = new HashMap<>();
        terms.options()
                .whole()
                .codes()
                .forEach(code ->
                        texts.put(code, terms.options().whole().text(code).orElseThrow()));
        return texts;
    }

    private static DhcpServerSettings settings(Map<String, String> more) throws SettingsException {
        Settings settings = SettingsLoader.load(Optional.empty(), more).settings();
        return DhcpServerSettings.of(
                settings,
                NetworkPlan.of(settings, List.of(new InterfaceAddress("eth0", Ipv4Subnet.address("10.0.1.1"), 24))));
    }
}
