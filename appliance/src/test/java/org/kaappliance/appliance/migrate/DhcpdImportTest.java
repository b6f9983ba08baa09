package org.kaappliance.appliance.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpSettings.ClientClass;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.config.Settings;

/** What the statements of dhcpd.conf come to. */
class DhcpdImportTest {
    private static final String SUBNET = "subnet 10.0.1.0 netmask 255.255.255.0 { range 10.0.1.30 10.0.1.40; }\n";

    private static String hosts(String text) {
        return SUBNET + text;
    }

    private static String global(String text) {
        return text + "\n" + SUBNET;
    }

    private static Settings.Machine machine(Converted converted, String name) {
        return converted.settings().machines().stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> options(DhcpTerms terms) {
        return terms.options().stream().map(o -> o.name() + "=" + o.values()).toList();
    }

    @Test
    void a_host_becomes_a_machine_with_its_address_and_what_it_is_told() throws Exception {
        Converted converted = Converted.dhcpd(hosts("""
                host node20 { hardware ethernet 0:40:CA:8C:B6:E9; fixed-address 10.0.1.20; filename "a.0";
                  option root-path "10.0.1.2:/nodes/20"; }
                """));
        Settings.Machine node = machine(converted, "node20");
        assertThat(node.macs()).containsExactly(MacAddress.parse("00:40:ca:8c:b6:e9"));
        assertThat(node.address()).contains(Ipv4Subnet.address("10.0.1.20"));
        assertThat(node.terms().bootFile()).contains("a.0");
        assertThat(options(node.terms())).containsExactly("root-path=[10.0.1.2:/nodes/20]");
        assertThat(converted.lost()).isEmpty();
    }

    @Test
    void a_group_tells_its_hosts_what_they_do_not_say_themselves_wherever_it_says_it() throws Exception {
        Converted converted = Converted.dhcpd(hosts("""
                group { filename "g.0"; default-lease-time 600;
                  group { next-server 10.0.1.9;
                    host a { hardware ethernet 52:54:00:00:00:01; }
                    host b { hardware ethernet 52:54:00:00:00:02; filename "b.0"; }
                  }
                  option domain-name "behind.example";
                }
                host c { hardware ethernet 52:54:00:00:00:03; }
                """));
        assertThat(machine(converted, "a").terms().bootFile()).contains("g.0");
        assertThat(machine(converted, "a").terms().bootServer()).contains(Ipv4Subnet.address("10.0.1.9"));
        assertThat(machine(converted, "a").terms().leaseTime()).contains(Duration.ofMinutes(10));
        assertThat(machine(converted, "b").terms().bootFile()).contains("b.0");
        assertThat(machine(converted, "b").terms().domainName()).contains("behind.example");
        assertThat(machine(converted, "c").terms()).isEqualTo(DhcpTerms.NOTHING);
    }

    @Test
    void hosts_with_one_address_are_one_machine_with_several_cards() throws Exception {
        Converted converted = Converted.dhcpd(hosts("""
                host lap { hardware ethernet 52:54:00:00:00:01; fixed-address 10.0.1.20; }
                host lap-wifi { hardware ethernet 52:54:00:00:00:02; fixed-address 10.0.1.20; }
                host two { hardware ethernet 52:54:00:00:00:03; hardware ethernet 52:54:00:00:00:04; }
                """));
        assertThat(machine(converted, "lap").macs()).hasSize(2);
        assertThat(machine(converted, "two").macs()).hasSize(2);
        assertThat(converted.settings().machines()).hasSize(2);
        assertThat(converted.lost()).isEmpty();
    }

    @Test
    void what_a_host_cannot_keep_is_named_and_the_rest_of_it_stays() throws Exception {
        Converted converted = Converted.dhcpd(hosts("""
                host n1 { hardware ethernet 52:54:00:00:00:01; fixed-address node1; }
                host n2 { hardware ethernet 52:54:00:00:00:02; fixed-address 10.9.9.9; }
                host n3 { hardware token-ring 52:54:00:00:00:03; }
                host n4 { hardware ethernet 52:54:00:00:00:01; }
                host n5 { hardware ethernet 52:54:00:00:00:05; fixed-address 10.0.1.5, 10.0.2.5; }
                """));
        assertThat(converted.settings().machines())
                .extracting(Settings.Machine::name)
                .containsExactly("n1", "n2", "n5");
        assertThat(converted.lost())
                .anyMatch(text -> text.startsWith("line 2: ") && text.contains("node1 is a host name"))
                .anyMatch(text -> text.startsWith("line 3: ") && text.contains("lies in no subnet"))
                .anyMatch(text -> text.startsWith("line 4: ") && text.contains("token-ring"))
                .anyMatch(text -> text.startsWith("line 5: ") && text.contains("another host"))
                .anyMatch(text -> text.startsWith("line 6: ") && text.contains("10.0.2.5"));
    }

    @Test
    void a_shared_network_tells_its_subnets_and_several_on_one_wire_are_reported() throws Exception {
        Converted converted = Converted.dhcpd("""
                shared-network office {
                  option domain-name-servers 10.0.1.3, 10.0.1.4;
                  subnet 10.0.1.0 netmask 255.255.255.0 { range 10.0.1.30 10.0.1.40; range 10.0.1.50; }
                  subnet 10.0.4.0 netmask 255.255.254.0 { pool { range 10.0.4.30 10.0.4.40; max-lease-time 300; } }
                }
                """);
        assertThat(converted.plan().subnets()).hasSize(2);
        DhcpSettings.Subnet second = converted.plan().subnets().get(1);
        assertThat(second.subnet()).isEqualTo(Ipv4Subnet.parse("10.0.4.0/23"));
        assertThat(second.terms().dnsServers().orElseThrow()).hasSize(2);
        assertThat(second.pools().get(0).terms().maxLeaseTime()).contains(Duration.ofMinutes(5));
        assertThat(second.pools().get(0).terms().leaseTime()).contains(Duration.ofMinutes(5));
        assertThat(converted.plan().subnets().get(0).pools()).hasSize(2);
        assertThat(converted.lost()).singleElement().asString().contains("several subnets on one wire");
    }

    @Test
    void a_pool_of_a_shared_network_goes_to_the_subnet_that_it_lies_in() throws Exception {
        Converted converted = Converted.dhcpd("""
                shared-network office {
                  subnet 10.0.1.0 netmask 255.255.255.0 { }
                  subnet 10.0.4.0 netmask 255.255.255.0 { }
                  pool { range 10.0.4.30 10.0.4.40; }
                  pool { range 10.0.1.30 10.0.1.40; }
                  pool { range 10.9.9.1 10.9.9.9; }
                }
                """);
        assertThat(converted.plan().subnets())
                .extracting(subnet -> subnet.pools().get(0).range().toString())
                .containsExactly("10.0.1.30-10.0.1.40", "10.0.4.30-10.0.4.40");
        assertThat(converted.lost())
                .hasSize(2)
                .anyMatch(text -> text.startsWith("line 6: ") && text.contains("does not lie in the subnet"));
    }

    @Test
    void a_subnet_without_a_range_is_named_because_the_appliance_would_take_a_pool() throws Exception {
        Converted converted = Converted.dhcpd("subnet 10.0.1.0 netmask 255.255.255.0 { }");
        assertThat(converted.lost()).singleElement().asString().startsWith("line 1: 10.0.1.0/24 has no range");
    }

    @Test
    void a_pool_of_a_class_stays_one() throws Exception {
        Converted converted = Converted.dhcpd("""
                subnet 10.0.1.0 netmask 255.255.255.0 {
                  pool { allow members of "my phones"; range 10.0.1.30 10.0.1.40; }
                  pool { deny unknown-clients; range 10.0.1.50 10.0.1.60; }
                }
                class "my phones" { match if option vendor-class-identifier = "ACME"; option time-offset -3600; }
                """);
        assertThat(converted.plan().subnets().get(0).pools().get(0).classes()).containsExactly("my-phones");
        ClientClass phones = converted.settings().dhcp().classes().get(0);
        assertThat(phones.vendorClass()).isEqualTo("ACME");
        assertThat(options(phones.terms())).containsExactly("time-offset=[-3600]");
        assertThat(converted.lost()).singleElement().asString().contains("deny unknown-clients");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "substring(option user-class, 0, 4) = \"iPXE\" | user-class=iPXE",
                "exists user-class and option user-class = \"iPXE\" | user-class=iPXE",
                "substring(hardware, 1, 3) = b8:27:eb | macs=[b8:27:eb]",
                "(substring(hardware, 1, 3) = 0:1:2) or (substring(hardware,0,4) = 1:0:1:3) | macs=[00:01:02, 00:01:03]",
                "option arch = 00:00 | firmware=[bios]",
                "option arch = 00:06 | firmware=[uefi-ia32]",
                "option arch = 01:00 | firmware=[arch-256]",
                "option arch = 00:26 | firmware=[loongarch32-http]",
                "substring(option vendor-class-identifier, 15, 5) = \"00000\" | firmware=[bios]",
                "substring(option vendor-class-identifier,0,9)=\"PXEClient\" and option arch = 00:00 | vendor-class=PXEClient firmware=[bios]"
            })
    void a_condition_that_a_class_can_say_becomes_one(String condition, String expected) throws Exception {
        Converted converted = Converted.dhcpd(global("option arch code 93 = unsigned integer 16;\n"
                + "class \"c\" { match if " + condition + "; filename \"f\"; }"));
        ClientClass one = converted.settings().dhcp().classes().get(0);
        String found = (one.vendorClass().isEmpty() ? "" : " vendor-class=" + one.vendorClass())
                + (one.userClass().isEmpty() ? "" : " user-class=" + one.userClass())
                + (one.macPrefixes().isEmpty() ? "" : " macs=" + one.macPrefixes())
                + (one.firmware().isEmpty() ? "" : " firmware=" + one.firmware());
        assertThat(found.strip()).isEqualTo(expected);
        assertThat(converted.lost()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "known",
                "not exists user-class",
                "exists vendor-class-identifier",
                "option host-name ~= \"^n\"",
                "substring(option vendor-class-identifier, 0, 3) = \"PXEClient\"",
                "substring(option vendor-class-identifier, 3, 3) = \"PXE\"",
                "option user-class = \"a\" or hardware = 1:0:1:2:3:4:5",
                "option user-class = concat(\"a\", \"b\")",
                "option user-class ="
            })
    void a_class_that_cannot_be_said_is_left_out_because_without_its_condition_it_would_be_everybody(String condition)
            throws Exception {
        Converted converted = Converted.dhcpd(global("class \"c\" { match if " + condition + "; filename \"f\"; }"));
        assertThat(converted.settings().dhcp().classes()).isEmpty();
        assertThat(converted.lost()).singleElement().asString().startsWith("line 1: class \"c\"");
    }

    @Test
    void a_chain_of_conditions_becomes_classes_in_its_order() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                option arch code 93 = unsigned integer 16;
                if option user-class = "iPXE" { filename "http://10.0.1.2/boot.ipxe"; }
                elsif option arch = 00:00 { filename "undionly.kpxe"; }
                else { filename "ipxe.efi"; }
                """));
        assertThat(converted.settings().dhcp().classes())
                .extracting(one -> one.terms().bootFile().orElseThrow())
                .containsExactly("http://10.0.1.2/boot.ipxe", "undionly.kpxe");
        assertThat(converted.settings().dhcp().terms().bootFile()).contains("ipxe.efi");
        assertThat(converted.lost()).isEmpty();
    }

    @Test
    void members_by_hardware_address_become_a_class_of_addresses() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                class "kiosks" { match hardware; option domain-name "kiosk.example"; }
                subclass "kiosks" 1:52:54:0:0:0:1;
                subclass "kiosks" 1:52:54:00:00:00:02 { filename "second.0"; }
                """));
        assertThat(converted.settings().dhcp().classes())
                .extracting(ClientClass::macPrefixes)
                .containsExactly(List.of("52:54:00:00:00:02"), List.of("52:54:00:00:00:01", "52:54:00:00:00:02"));
        assertThat(converted.lost()).isEmpty();
    }

    @Test
    void a_pool_for_a_class_with_members_by_text_is_open_to_all_of_them() throws Exception {
        Converted converted = Converted.dhcpd("""
                class "v" { match option vendor-class-identifier; }
                subclass "v" "A";
                subclass "v" "B";
                subnet 10.0.1.0 netmask 255.255.255.0 {
                  pool { allow members of "v"; range 10.0.1.30 10.0.1.40; }
                }
                """);
        List<String> open = converted.plan().subnets().get(0).pools().get(0).classes();
        assertThat(converted.settings().dhcp().classes())
                .filteredOn(one -> open.contains(one.name()))
                .extracting(ClientClass::vendorClass)
                .containsExactly("A", "B");
        assertThat(converted.lost()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping-check false; ping-timeout 2;", "ping-timeout 2; ping-check off;"})
    void without_a_ping_check_its_timeout_counts_for_nothing(String text) throws Exception {
        assertThat(Converted.dhcpd(global(text)).settings().dhcp().guard().conflictCheck())
                .isZero();
    }

    @Test
    void the_last_word_about_the_ping_check_counts() throws Exception {
        assertThat(Converted.dhcpd(global("ping-check off; ping-timeout 2; ping-check on;"))
                        .settings()
                        .dhcp()
                        .guard()
                        .conflictCheck())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void that_bootp_clients_get_no_address_of_a_pool_is_not_carried_over() throws Exception {
        assertThat(Converted.dhcpd(global("deny dynamic bootp clients;")).lost())
                .singleElement()
                .asString()
                .startsWith("line 1: deny dynamic bootp clients: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "1e3", "true", "null", "include"})
    void a_host_keeps_a_name_that_means_something_else_without_quotes(String name) throws Exception {
        Converted converted = Converted.dhcpd(hosts("host " + name + " { hardware ethernet 52:54:00:00:00:01; }"));
        assertThat(converted.settings().machines())
                .extracting(Settings.Machine::name)
                .containsExactly(name);
    }

    @Test
    void options_that_the_file_defines_get_a_number_and_a_type() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                option space ipxe;
                option ipxe-encap code 175 = encapsulate ipxe;
                option ipxe.no-pxedhcp code 176 = unsigned integer 8;
                option wpad code 252 = text;
                option servers code 222 = array of ip-address;
                option classless code 121 = array of unsigned integer 8;
                option both code 223 = { boolean, integer 16, text };
                option search code 224 = domain-list;
                option ipxe.no-pxedhcp 1;
                option wpad "http://a/b \\"c\\"";
                option servers 10.0.1.2, 10.0.1.3;
                option both true -2 "x";
                option search "a.b", "c";
                option space nowhere;
                option nowhere.a code 1 = text;
                option nowhere.a "unsent";
                """));
        assertThat(converted.lost()).isEmpty();
        assertThat(options(converted.settings().dhcp().terms()))
                .containsExactlyInAnyOrder(
                        "175.176=[u8:1]",
                        "252=[text:http://a/b \"c\"]",
                        "222=[ip:10.0.1.2, ip:10.0.1.3]",
                        "223=[hex:01:ff:fe:78]",
                        "224=[hex:01:61:01:62:00:01:63:00]");
        assertThat(converted.texts(Finding.Kind.REPLACED)).anyMatch(text -> text.contains("nowhere.a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "option x code 200 = integer 64;",
                "option x code 200 = unsigned integer;",
                "option x code 4294967496 = text;",
                "option x code 0 = text;"
            })
    void a_definition_that_there_cannot_be_is_named_and_the_rest_stays(String definition) throws Exception {
        Converted converted = Converted.dhcpd(global(definition));
        assertThat(converted.lost()).singleElement().asString().startsWith("line 1: ");
        assertThat(converted.plan().subnets()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domain-list | \"a..b\"",
                "domain-list | \"1234567890123456789012345678901234567890123456789012345678901234\"",
                "integer 8 | 128",
                "{ unsigned integer 8, text } | 256 \"x\""
            })
    void a_value_that_does_not_fit_its_type_is_named(String type, String value) throws Exception {
        Converted converted = Converted.dhcpd(global("option x code 222 = " + type + ";\noption x " + value + ";"));
        assertThat(converted.lost()).singleElement().asString().startsWith("line 2: ");
        assertThat(converted.settings().dhcp().terms().options()).isEmpty();
    }

    @Test
    void the_names_of_boot_server_and_boot_file_in_options_become_settings() throws Exception {
        Converted converted = Converted.dhcpd(hosts("""
                option tftp-server-name "10.0.1.9"; option bootfile-name "x.0";
                host a { hardware ethernet 52:54:00:00:00:01; option tftp-server-name "10.0.1.8"; next-server 10.0.1.7; }
                host b { hardware ethernet 52:54:00:00:00:02; option tftp-server-name "tftp.example"; }
                host c { hardware ethernet 52:54:00:00:00:03; option bootfile-name "with space.0"; }
                """));
        assertThat(converted.settings().dhcp().terms().bootServer()).contains(Ipv4Subnet.address("10.0.1.9"));
        assertThat(converted.settings().dhcp().terms().bootFile()).contains("x.0");
        assertThat(machine(converted, "a").terms().bootServer()).contains(Ipv4Subnet.address("10.0.1.7"));
        assertThat(options(machine(converted, "a").terms())).isEmpty();
        assertThat(converted.lost()).hasSize(2);
        assertThat(converted.lost().get(0)).startsWith("line 4: option tftp-server-name");
        assertThat(converted.lost().get(1)).startsWith("line 5: option bootfile-name");
    }

    @Test
    void one_option_under_two_names_is_told_once_and_the_last_counts() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                option clock code 42 = ip-address;
                option ntp-servers 10.0.1.5;
                option clock 10.0.1.6;
                """));
        assertThat(options(converted.settings().dhcp().terms())).containsExactly("42=[ip:10.0.1.6]");
    }

    @Test
    void names_of_classes_and_machines_are_short_enough_and_different() throws Exception {
        String name = "n".repeat(63);
        Converted converted = Converted.dhcpd(hosts("""
                class "silent-bad" { match if option vendor-class-identifier = "x"; }
                host bad { hardware ethernet 52:54:00:00:00:01; deny booting; }
                host bad.b { hardware ethernet 52:54:00:00:00:02; deny booting; }
                host %1$s { hardware ethernet 52:54:00:00:00:03; deny booting; }
                host %1$s { hardware ethernet 52:54:00:00:00:04; }
                """.formatted(name)));
        assertThat(converted.settings().machines()).hasSize(4);
        assertThat(converted.settings().dhcp().classes()).hasSize(4);
    }

    @Test
    void a_member_that_everybody_or_nobody_would_be_is_named() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                class "v" { match option vendor-class-identifier; }
                class "h" { match hardware; }
                subclass "v" "";
                subclass "h" 1;
                """));
        assertThat(converted.settings().dhcp().classes()).isEmpty();
        assertThat(converted.lost())
                .anyMatch(text -> text.startsWith("line 3: "))
                .anyMatch(text -> text.startsWith("line 4: "));
    }

    @Test
    void options_with_a_setting_of_their_own_use_it() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                option routers 10.0.1.254; option domain-name "a.example"; option bootfile-name "x.0";
                option ntp-servers 10.0.1.5, 10.0.1.6; option ip-forwarding off;
                option static-routes 10.1.0.0 10.0.1.9;
                default-lease-time 30; max-lease-time 7200;
                ping-check off; deny unknown-clients; not authoritative; abandon-lease-time 60;
                """));
        DhcpSettings dhcp = converted.settings().dhcp();
        assertThat(dhcp.terms().router()).contains(Ipv4Subnet.address("10.0.1.254"));
        assertThat(dhcp.terms().bootFile()).contains("x.0");
        assertThat(dhcp.terms().leaseTime()).contains(Duration.ofMinutes(1));
        assertThat(dhcp.terms().maxLeaseTime()).contains(Duration.ofHours(2));
        assertThat(options(dhcp.terms()))
                .containsExactly(
                        "33=[hex:0a:01:00:00:0a:00:01:09]",
                        "ip-forwarding=[false]",
                        "ntp-servers=[10.0.1.5, 10.0.1.6]");
        assertThat(dhcp.unknownMachines()).isEqualTo(UnknownMachines.SILENCE);
        assertThat(dhcp.authoritative()).isFalse();
        assertThat(dhcp.guard().conflictCheck()).isZero();
        assertThat(dhcp.guard().declineProbation()).isEqualTo(Duration.ofMinutes(1));
        assertThat(converted.lost()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "max-lease-time 7200;,7200,7200",
        "max-lease-time 86400;,43200,86400",
        "default-lease-time 600;,600,86400",
        "authoritative;,43200,86400",
        "default-lease-time 1000000;,1000000,1000000",
        "default-lease-time -1;,315360000,315360000"
    })
    void lease_times_are_such_as_our_settings_take(String text, long usual, long longest) throws Exception {
        DhcpTerms terms = Converted.dhcpd(global(text)).settings().dhcp().terms();
        assertThat(terms.leaseTime()).contains(Duration.ofSeconds(usual));
        assertThat(terms.maxLeaseTime()).contains(Duration.ofSeconds(longest));
    }

    @Test
    void a_host_that_may_not_boot_hears_nothing() throws Exception {
        Converted converted = Converted.dhcpd(hosts("host bad { hardware ethernet 52:54:00:00:00:01; deny booting; }"));
        ClientClass silent = converted.settings().dhcp().classes().get(0);
        assertThat(silent.policy()).contains(UnknownMachines.SILENCE);
        assertThat(silent.macPrefixes()).containsExactly("52:54:00:00:00:01");
    }

    @Test
    void an_unknown_statement_is_skipped_as_a_whole_and_reported() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                zone example.org. { primary 127.0.0.1; key k; }
                on commit { set x = option host-name; execute("/bin/x", x); }
                include "/etc/dhcp/more.conf";
                omapi-port 7911;
                option host-name = concat("n", "1");
                subnet6 2001:db8::/32 { range6 2001:db8::1 2001:db8::2; }
                """));
        assertThat(converted.lost())
                .extracting(text -> text.substring(0, text.indexOf(':')))
                .containsExactly("line 1", "line 2", "line 3", "line 4", "line 5", "line 6");
        assertThat(converted.lost()).anyMatch(text -> text.contains("import that file by itself"));
        assertThat(converted.plan().subnets()).hasSize(1);
    }

    @Test
    void options_that_the_appliance_does_not_take_are_named() throws Exception {
        Converted converted = Converted.dhcpd(global("""
                option ntp-server 10.0.1.5;
                option dhcp-message-type 5;
                option interface-mtu 70000;
                option root-path "text:7";
                option host-name "007";
                """));
        assertThat(converted.lost())
                .hasSize(3)
                .anyMatch(text -> text.startsWith("line 1: ") && text.contains("did you mean "))
                .anyMatch(text -> text.startsWith("line 2: ") && text.contains("cannot be set"))
                .anyMatch(text -> text.startsWith("line 3: "));
        assertThat(options(converted.settings().dhcp().terms()))
                .containsExactly("host-name=[007]", "root-path=[text:text:7]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subnet 10.0.1.0 netmask 255.255.255.0 { | line 1, column 39: this brace is never closed",
                "authoritative; } | line 1, column 16: this brace closes nothing",
                "option domain-name \"x | line 1, column 20: this string has no end",
                "group { authoritative } | line 1, column 23: expected ; or {",
                "authoritative | line 1, column 14: expected ; or {"
            })
    void a_syntax_error_is_named_with_line_and_column(String text, String message) {
        assertThatThrownBy(() -> DhcpdImport.convert("dhcpd.conf", text))
                .isInstanceOf(ImportSyntaxException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void ten_thousand_braces_are_an_error_and_not_the_end() {
        assertThatThrownBy(() -> DhcpdImport.convert("x", "a {".repeat(10_000)))
                .isInstanceOf(ImportSyntaxException.class);
    }

    @Test
    void whatever_stands_in_the_file_nothing_of_it_becomes_a_setting_by_accident() throws Exception {
        Converted converted = Converted.dhcpd(global(
                "option domain-search \"a\\\"\\n} dhcp.mode = off {\";" + "log-facility \"x\\ninterface = eth9\";"));
        assertThat(converted.settings().dhcp().mode()).isEqualTo(DhcpSettings.Mode.AUTO);
        assertThat(converted.settings().interfaceName()).isEmpty();
    }

    @Test
    void every_beginning_of_a_file_is_converted_or_refused() throws Exception {
        String seed = Converted.withAddresses(Converted.seed("dhcpd.conf"));
        for (int length = 0; length <= seed.length(); length++) {
            try {
                assertThat(DhcpdImport.convert("x", seed.substring(0, length)).settings())
                        .startsWith("# ");
            } catch (ImportSyntaxException e) {
                assertThat(e).hasMessageMatching("(?s)line \\d+, column \\d+: .*");
            }
        }
    }
}
