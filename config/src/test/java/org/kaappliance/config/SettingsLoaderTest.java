package org.kaappliance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
    private static final Settings.MenuLocalBoot NO_LOCAL_BOOT =
            new Settings.MenuLocalBoot(Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    private Path directory;

    @Test
    void the_interface_alone_is_enough() throws SettingsException {
        Settings settings = SettingsLoader.load(Optional.empty(), Map.of("interface", "eth0"))
                .settings();

        assertThat(settings.interfaceName()).contains("eth0");
        assertThat(settings.address()).isEmpty();
        assertThat(settings.machines()).isEmpty();
        assertThat(settings.dhcp().pool()).isEmpty();
        assertThat(settings.dhcp().terms().leaseTime()).contains(Duration.ofHours(80));
        assertThat(settings.dhcp().unknownMachines()).isEqualTo(DhcpSettings.UnknownMachines.BOOT);
        assertThat(settings.dhcp().bootPrograms()).containsEntry("bios", "auto").containsEntry("uefi-x64", "auto");
        assertThat(settings.kit().bootProgramDirectories())
                .isEqualTo(new Settings.BootProgramPlaces(List.of(), Settings.BootProgramPlaces.Distribution.SEARCHED));
        assertThat(settings.relay().replayWindow()).isEqualTo(ByteSize.ofMebibytes(64));
        assertThat(settings.relay().maxRate()).isEmpty();
        assertThat(settings.relay().keep())
                .isEqualTo(new Settings.RelayKeep(
                        ByteSize.ofMebibytes(64), Optional.empty(), ByteSize.ofMebibytes(16 << 10)));
        assertThat(settings.relay().compression()).isEqualTo("none");
        assertThat(settings.relay().multicastGroup()).isEqualTo(Ipv4Subnet.address("239.255.75.65"));
        assertThat(settings.relay().chain())
                .isEqualTo(new Settings.RelayChain(1, 80, Duration.ofSeconds(1), Duration.ofSeconds(5)));
        assertThat(settings.control().socket()).isEqualTo(Path.of("/run/ka-appliance.sock"));
    }

    @Test
    void a_file_sets_what_it_names_and_leaves_the_rest() throws Exception {
        Settings settings = load("""
                interface = eth1
                dhcp {
                  pool = "10.0.1.110-10.0.1.120"
                  lease-time = 2 hours
                  router = 10.0.1.254
                  dns-servers = [ 10.0.1.1, "10.0.1.2" ]
                  domain-name = cluster.example
                  unknown-machines = silence
                }
                machines = [
                  { mac = "52:54:00:77:00:01", name = Node1, address = 10.0.1.111 }
                  { macs = [ "52:54:00:77:00:02", "52:54:00:77:00:03" ], name = node2 }
                ]
                menu.local-boot = -1
                relay.max-rate = 100MB
                relay.multicast-group = 239.1.2.3
                relay.floor = 0
                """);

        assertThat(settings.interfaceName()).contains("eth1");
        assertThat(settings.dhcp().pool()).contains(AddressRange.parse("10.0.1.110-10.0.1.120"));
        assertThat(settings.dhcp().terms().leaseTime()).contains(Duration.ofHours(2));
        assertThat(settings.dhcp().terms().maxLeaseTime()).contains(Duration.ofHours(240));
        assertThat(settings.dhcp().terms().router()).contains(Ipv4Subnet.address("10.0.1.254"));
        assertThat(settings.dhcp().terms().dnsServers().orElseThrow()).hasSize(2);
        assertThat(settings.dhcp().terms().domainName()).contains("cluster.example");
        assertThat(settings.machines())
                .containsExactly(
                        new Settings.Machine(
                                List.of(MacAddress.parse("52:54:00:77:00:01")),
                                "node1",
                                Optional.of(Ipv4Subnet.address("10.0.1.111")),
                                DhcpTerms.NOTHING,
                                NO_LOCAL_BOOT,
                                DiskSettings.NONE,
                                OptionalInt.empty()),
                        new Settings.Machine(
                                List.of(MacAddress.parse("52:54:00:77:00:02"), MacAddress.parse("52:54:00:77:00:03")),
                                "node2",
                                Optional.empty(),
                                DhcpTerms.NOTHING,
                                NO_LOCAL_BOOT,
                                DiskSettings.NONE,
                                OptionalInt.empty()));
        assertThat(settings.menu().localBoot().pxelinux()).contains("-1");
        assertThat(settings.relay().maxRate()).isEqualTo(OptionalLong.of(100_000_000));
        assertThat(settings.relay().multicastGroup()).isEqualTo(Ipv4Subnet.address("239.1.2.3"));
        assertThat(settings.relay().chain().floorPercent()).isZero();
        assertThat(settings.tftp().port()).isEqualTo(69);
    }

    @Test
    void a_multicast_group_and_a_patience_that_cannot_be_are_named() throws Exception {
        Path file = file("relay.multicast-group = 10.0.0.1\nrelay.suspicion = 3 seconds\nrelay.patience = 1 second\n");
        assertThat(failure(file).problems().toString())
                .contains("relay.multicast-group", "10.0.0.1", "relay.patience", "3 seconds");
    }

    @Test
    void a_group_names_several_machines_and_never_one() throws Exception {
        String machines = "machines = [ { mac = \"52:54:00:77:00:01\", name = node1 } ]\n";
        assertThat(load(machines + "groups { Room1 = \"node[01-16],node20\", all = \"*\" }\n")
                        .groups())
                .containsOnly(Map.entry("room1", "node[01-16],node20"), Map.entry("all", "*"));
        assertThat(failure(file(machines + "groups { node1 = \"*\" }\n"))).hasMessageContaining("name of a machine");
        assertThat(failure(file("groups { \"a b\" = \"*\" }\n"))).hasMessageContaining("a b");
        assertThat(failure(file("groups { a = \"node 1\" }\n"))).hasMessageContaining("groups.a");
        assertThat(failure(file("groups { a = [ node1 ] }\n"))).hasMessageContaining("groups.a");
    }

    @Test
    void disks_are_chosen_for_all_machines_and_for_one() throws Exception {
        Settings settings = load("""
                clone {
                  disks { sda = "size>=200GB", "cciss/c0d0" = [ "model=Samsung*", "pci-0000:00:1f.2*" ] }
                  keep-disks = [ "model=Backup*" ]
                  luks-key = /etc/ka/luks.key
                  luks-keys { cr0 = /etc/ka/cr0.key }
                }
                machines = [
                  { mac = "52:54:00:77:00:01", name = node1
                    clone { disks { sda = "serial=S1" }, keep-disks = "wwn=0x5*", confirm-disk = S1 } }
                  { mac = "52:54:00:77:00:02", name = node2, clone.confirm-disk = [ S2, "S 3" ] }
                ]
                """);

        assertThat(settings.cloning().disks())
                .isEqualTo(new DiskSettings(
                        Map.of(
                                "sda", List.of("size>=200GB"),
                                "cciss/c0d0", List.of("model=Samsung*", "pci-0000:00:1f.2*")),
                        List.of("model=Backup*"),
                        List.of()));
        assertThat(settings.cloning().luksKeys())
                .isEqualTo(new Settings.LuksKeyFiles(
                        Optional.of(Path.of("/etc/ka/luks.key")), Map.of("cr0", Path.of("/etc/ka/cr0.key"))));
        assertThat(settings.machines().get(0).disks())
                .isEqualTo(new DiskSettings(Map.of("sda", List.of("serial=S1")), List.of("wwn=0x5*"), List.of("S1")));
        assertThat(settings.machines().get(1).disks())
                .isEqualTo(new DiskSettings(Map.of(), List.of(), List.of("S2", "S 3")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            clone.disks { sda = "size>200" }                                              | clone.disks.sda             | 'size>200' names no disk
            clone.disks { sda = "serial>=x" }                                             | clone.disks.sda             | compares sizes only
            clone.disks { "s da" = "name=sdb" }                                           | clone.disks                 | "s da"
            clone.disks = sda                                                             | clone.disks                 | expected { ... }
            clone.keep-disks = [ "" ]                                                     | clone.keep-disks            | names no disk
            clone.confirm-disk = S1                                                       | clone.confirm-disk          | unknown key
            clone.luks-key = key                                                          | clone.luks-key              | absolute path
            clone.luks-keys { cr0 = key }                                                 | clone.luks-keys.cr0         | absolute path
            machines = [ { mac = "52:54:00:77:00:01", name = a, clone.disks.sda = "size=1X" } ] | machines[0].clone.disks.sda | not a size
            machines = [ { mac = "52:54:00:77:00:01", name = a, clone.confirm-disk = " " } ]    | machines[0].clone.confirm-disk | serial number
            machines = [ { mac = "52:54:00:77:00:01", name = a, clone.retries = 3 } ]           | machines[0].clone.retries | unknown key
            """)
    void what_is_wrong_about_disks_is_named(String line, String key, String message) throws Exception {
        SettingsException failure = failure(file(line + "\n"));
        assertThat(failure.problems()).hasSize(1);
        assertThat(failure.problems().get(0).toString()).contains(key).contains(message);
    }

    @Test
    void every_key_says_where_its_value_came_from() throws Exception {
        Path file = file("# first line\ndhcp.lease-time = 2 hours\ninterface = eth1\n");
        List<EffectiveSetting> effective = SettingsLoader.load(Optional.of(file), Map.of("interface", "eth2"))
                .effective();

        assertThat(effective)
                .contains(
                        new EffectiveSetting("interface", "\"eth2\"", "command line"),
                        new EffectiveSetting("dhcp.lease-time", "\"2 hours\"", file + ":2"),
                        new EffectiveSetting("tftp.port", "69", "default"));
    }

    @Test
    void the_command_line_wins_over_the_file_and_takes_lists() throws Exception {
        Path file = file("tftp.port = 1069\ndhcp.dns-servers = []\n");
        Settings settings = SettingsLoader.load(
                        Optional.of(file), Map.of("tftp.port", "2069", "dhcp.dns-servers", "[ 10.0.1.1 ]"))
                .settings();
        assertThat(settings.tftp().port()).isEqualTo(2069);
        assertThat(settings.dhcp().terms().dnsServers().orElseThrow()).hasSize(1);
    }

    @Test
    void dhcp_has_levels_with_options_of_free_names() throws Exception {
        DhcpSettings dhcp = load("""
                dhcp {
                  options { ntp-servers = [ 10.0.1.1, 10.0.1.2 ], "200" = "hex:0a", ipxe.no-pxedhcp = 1, "43.6" = 8 }
                  subnets = [ { subnet = 10.0.2.0/24, router = 10.0.2.1, options { "201" = "text:a b" },
                    pools = [ "10.0.2.5-10.0.2.9", { range = "10.0.2.20-10.0.2.29", classes = [ phones ], lease-time = 1 hour } ] } ]
                  classes = [ { name = phones, vendor-class = "ACME", policy = address, reply-delay = 2 seconds, macs = [ "B8-27-EB" ] } ]
                  pxe-menu.services = [ { firmware = bios, item = "Linux", boot-file = "X86PC/linux/linux", last-layer = 2 }
                    { firmware = bios, item = "Local boot", boot-file = local } ]
                }
                """).dhcp();

        assertThat(dhcp.terms().options())
                .extracting(o -> o.name() + " " + o.values())
                .containsExactly("200 [hex:0a]", "43.6 [8]", "ipxe.no-pxedhcp [1]", "ntp-servers [10.0.1.1, 10.0.1.2]");
        DhcpSettings.Subnet subnet = dhcp.subnets().get(0);
        assertThat(subnet.terms().router()).contains(Ipv4Subnet.address("10.0.2.1"));
        assertThat(subnet.terms().options())
                .extracting(DhcpTerms.Option::key)
                .containsExactly("dhcp.subnets[0].options.201");
        assertThat(subnet.pools())
                .extracting(p -> p.range() + " " + p.classes() + p.terms().leaseTime())
                .containsExactly("10.0.2.5-10.0.2.9 []Optional.empty", "10.0.2.20-10.0.2.29 [phones]Optional[PT1H]");
        DhcpSettings.ClientClass phones = dhcp.classes().get(0);
        assertThat(phones.policy()).contains(DhcpSettings.UnknownMachines.ADDRESS);
        assertThat(phones.macPrefixes()).containsExactly("b8:27:eb");
        assertThat(dhcp.pxeMenu().services())
                .extracting(s -> s.item() + " " + s.bootFile().orElse("local") + " " + s.lastLayer())
                .containsExactly("Linux X86PC/linux/linux 2", "Local boot local -1");
    }

    @Test
    void a_menu_has_entries_vendors_and_machines_with_ways_of_their_own() throws Exception {
        Settings settings = load("""
                menu {
                  entries = [ { label = memtest, firmware = bios, program = "memtest.bin" }
                    { label = rescue, title = "Rescue", kernel = "r/vmlinuz", initrd = "r/initrd", arguments = "quiet" } ]
                  vendors = [ { macs = [ "00-1E-C9" ], local-boot = -1 } ]
                  help = [ help.txt ], display = messages
                }
                machines = [ { mac = "52:54:00:77:00:01", name = n1, local-boot-uefi = exit } ]
                """);
        assertThat(settings.menu().entries())
                .extracting(e -> e.label() + " " + e.title() + " " + e.firmware() + " "
                        + e.kernel().orElse("-"))
                .containsExactly("memtest memtest bios -", "rescue Rescue any r/vmlinuz");
        assertThat(settings.menu().vendors().get(0).macPrefixes()).containsExactly("00:1e:c9");
        assertThat(settings.menu().vendors().get(0).localBoot().pxelinux()).contains("-1");
        assertThat(settings.machines().get(0).localBoot().uefi()).contains("exit");
        assertThat(settings.menu().localBoot().uefi()).contains("chainload");
    }

    @Test
    void a_menu_entry_that_cannot_be_is_named() throws Exception {
        Path file = file("""
                menu.entries = [ { label = local, program = "x" }, { label = a }, { label = b, kernel = "k", program = "p" } ]
                menu.local-boot-ipxe = 0
                """);
        assertThat(failure(file).problems().toString())
                .contains("menu.entries[0].label: local is a label already")
                .contains("menu.entries[1].kernel: an entry has either a kernel or a program")
                .contains("menu.entries[2].kernel: an entry has either")
                .contains("menu.local-boot-ipxe: is one of exit, exit-1, sanboot");
    }

    @Test
    void what_is_wrong_inside_dhcp_is_named_with_its_place() throws Exception {
        Path file = file("""
                dhcp.subnets = [ { subnet = 10.0.2.0/24, pools = [ "10.0.2.9-10.0.2.5", { rnge = "x" } ], leese-time = 1 hour } ]
                dhcp.classes = [ { name = a, policy = maybe }, { name = a } ]
                dhcp.options { ntp-servers = [ [ 1 ] ] }
                """);
        assertThat(failure(file).problems().toString())
                .contains("the range ends before it begins")
                .contains("dhcp.subnets[0].pools[1].rnge: unknown key")
                .contains("dhcp.subnets[0].leese-time: unknown key, did you mean dhcp.subnets[0].lease-time?")
                .contains("dhcp.classes[0].policy: is one of boot, address, silence")
                .contains("a occurs twice")
                .contains("dhcp.options.ntp-servers: expected one value, found a list");
    }

    @Test
    void all_problems_come_at_once_each_with_its_line() throws Exception {
        Path file = file("""
                dhcp {
                  lease-time = 3600
                  lease-tme = 1 hour
                  mode = proxi
                }
                tftp.port = 70000
                menue.prompt = true
                relay.replay-window = 256
                """);

        SettingsException e = failure(file);

        assertThat(e.problems())
                .extracting(SettingsProblem::toString)
                .containsExactlyInAnyOrder(
                        file + ":2: dhcp.lease-time: needs a unit, e.g. 3600 seconds",
                        file + ":3: dhcp.lease-tme: unknown key, did you mean dhcp.lease-time?",
                        file + ":4: dhcp.mode: is one of auto, server, proxy, off, found \"proxi\"",
                        file + ":6: tftp.port: is 1 to 65535, found 70000",
                        file + ":7: menue.prompt: unknown key, did you mean menu.prompt?",
                        file + ":8: relay.replay-window: needs a unit, e.g. 256KiB");
        assertThat(e.getMessage().lines()).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dhcp.lease-time = 3 parsecs | dhcp.lease-time | unknown unit",
                "dhcp.lease-time = 1 second | dhcp.lease-time | is 1 minute to",
                "dhcp.max-lease-time = 1 hour | dhcp.max-lease-time | is 80 hours to",
                "dhcp.pool = 10.0.1.5 | dhcp.pool | not an address range",
                "dhcp.authoritative = maybe | dhcp.authoritative | expected true or false",
                "dhcp.dns-servers = 10.0.1.1 | dhcp.dns-servers | expected a list",
                "dhcp.dns-servers = [ ten ] | dhcp.dns-servers | not an IPv4 address",
                "dhcp.router = [ 10.0.1.1 ] | dhcp.router | expected one value, found a list",
                "dhcp.router = null | dhcp.router | expected one value, found null",
                "dhcp = 5 | dhcp | expected { ... }",
                "dhcp.mode.strict = true | dhcp.mode | expected one value",
                "clone.exclude = [ tmp ] | clone.exclude | expected an absolute path below /",
                "clone.exclude = [ / ] | clone.exclude | expected an absolute path below /",
                "clone.retries = 101 | clone.retries | is 0 to 100",
                "clone.exclude-drives = sdb | clone.exclude-drives | expected a list",
                "tftp.retries = five | tftp.retries | expected a whole number",
                "tftp.root = files | tftp.root | expected an absolute path",
                "tftp.max-window-size = 65 | tftp.max-window-size | is 1 to 64",
                "tftp.transfer-ports = all | tftp.transfer-ports | not a port range",
                "tftp.transfer-ports = 50003-50000 | tftp.transfer-ports | the range ends before it begins",
                "tftp.transfer-ports = 0-5 | tftp.transfer-ports | ports are 1 to 65535",
                "tftp.refuse-options = [ { options = [ blocksize ] } ] | tftp.refuse-options[0].options | is one of",
                "tftp.refuse-options = [ { clients = \"10.0.1.0/24\" } ] | tftp.refuse-options[0].options | is missing",
                "tftp.refuse-options = [ { options = [ ], file = x } ] | tftp.refuse-options[0].file | did you mean",
                "tftp.refuse-options = [ { options = [ ], files = \"****\" } ] | tftp.refuse-options[0].files | at most three",
                "menu.local-boot = -2 | menu.local-boot | is one of -1, 0, chain",
                "menu.serial = ttyS0 | menu.serial | expected port and speed",
                "relay.replay-window = 512KiB | relay.replay-window | is 16MiB to",
                "relay.compression = \"zstd:20\" | relay.compression | is none, zstd or zstd:LEVEL",
                "relay.spool-directory = here | relay.spool-directory | expected an absolute path",
                "relay.spool-size = 17TiB | relay.spool-size | is 0B to 16TiB",
                "relay.keep-memory = 64 | relay.keep-memory | needs a unit",
                "interface = very-long-interface-name | interface | expected an interface name",
                "machines = 5 | machines | expected a list",
                "machines = [ node1 ] | machines | expected { ... }",
            })
    void a_wrong_value_is_named(String line, String key, String message) throws Exception {
        assertThat(failure(file(line)).problems())
                .singleElement()
                .satisfies(p -> assertThat(p.key()).isEqualTo(key))
                .satisfies(p -> assertThat(p.message()).contains(message))
                .satisfies(p -> assertThat(p.origin()).endsWith(":1"));
    }

    @Test
    void ports_and_refused_options_of_tftp_are_typed() throws Exception {
        Settings.Tftp tftp =
                SettingsLoader.load(Optional.of(file("""
                                tftp.port = 1069
                                tftp.transfer-ports = request-port
                                tftp.refuse-options = [ { options = [ windowsize ], clients = "10.0.1.0/24", files = "*.e?i" } ]
                                """)), Map.of()).settings().tftp();
        assertThat(tftp.transferPorts()).contains(new PortRange(1069, 1069));
        OptionRefusal refusal = tftp.options().refusals().get(0);
        assertThat(refusal.options()).containsExactly("windowsize");
        assertThat(refusal.holdsFor(Ipv4Subnet.address("10.0.1.9"), "boot/grub.efi"))
                .isTrue();
        assertThat(refusal.holdsFor(Ipv4Subnet.address("10.0.2.9"), "boot/grub.efi"))
                .isFalse();
        assertThat(refusal.holdsFor(Ipv4Subnet.address("10.0.1.9"), "boot/grub.effi"))
                .isFalse();
        assertThat(PortRange.parse("50000-50003")).isEqualTo(new PortRange(50000, 50003));
    }

    @Test
    void what_occurs_twice_among_the_machines_is_named_with_both_places() throws Exception {
        Path file = file("""
                machines = [
                  { mac = "52:54:00:77:00:01", name = node1, address = 10.0.1.111 }
                  { mac = "52:54:00:77:00:01", name = node1, address = 10.0.1.111 }
                ]
                """);

        assertThat(failure(file).problems())
                .extracting(SettingsProblem::toString)
                .containsExactlyInAnyOrder(
                        file + ":3: machines[1].mac: 52:54:00:77:00:01 occurs twice, first in " + file + ":2",
                        file + ":3: machines[1].name: node1 occurs twice, first in " + file + ":2",
                        file + ":3: machines[1].address: 10.0.1.111 occurs twice, first in " + file + ":2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ name = node1 } | machines[0].mac | a machine needs",
                "{ macs = [], name = node1 } | machines[0].mac | a machine needs",
                "{ mac = \"52:54:00:77:00:01\" } | machines[0].name | is missing",
                "{ mac = \"52:54:00:77:00:01\", name = node_1 } | machines[0].name | expected a host name",
                "{ mac = \"52:54:00:77:00:01\", name = -node } | machines[0].name | expected a host name",
                "{ mac = \"01:00:5e:00:00:01\", name = node1 } | machines[0].mac | no machine has",
                "{ mac = \"52:54:00\", name = node1 } | machines[0].mac | not a hardware address",
                "{ mac = \"52:54:00:77:00:01\", nam = x, name = node1 } | machines[0].nam | did you mean machines[0].name?",
            })
    void a_wrong_machine_is_named(String machine, String key, String message) throws Exception {
        assertThat(failure(file("machines = [ " + machine + " ]")).problems())
                .singleElement()
                .satisfies(p -> assertThat(p.key()).isEqualTo(key))
                .satisfies(p -> assertThat(p.message()).contains(message));
    }

    @Test
    void a_syntax_error_names_file_and_line() throws Exception {
        Path file = file("interface = eth0\ndhcp { mode = [ \n");
        assertThat(failure(file).getMessage()).startsWith(file + ":").contains("]");
    }

    @Test
    void a_substitution_without_a_target_names_file_and_line() throws Exception {
        Path file = file("\ninterface = ${nothing.there}\n");
        assertThat(failure(file).getMessage()).startsWith(file + ":2: ").contains("nothing.there");
    }

    @Test
    void a_file_that_is_not_there_is_one_line() {
        SettingsException e = failure(directory.resolve("absent.conf"));
        assertThat(e).hasMessage(directory.resolve("absent.conf") + ": no such file, or it may not be read");
    }

    @Test
    void a_wrong_value_on_the_command_line_is_named_as_such() {
        SettingsException e = catchThrowableOfType(
                SettingsException.class, () -> SettingsLoader.load(Optional.empty(), Map.of("tftp.port", "x")));
        assertThat(e).hasMessage("command line: tftp.port: expected a whole number, found \"x\"");
    }

    private Settings load(String text) throws SettingsException, IOException {
        return SettingsLoader.load(Optional.of(file(text)), Map.of()).settings();
    }

    private static SettingsException failure(Path file) {
        return catchThrowableOfType(SettingsException.class, () -> SettingsLoader.load(Optional.of(file), Map.of()));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("ka.conf"), text);
    }
}
