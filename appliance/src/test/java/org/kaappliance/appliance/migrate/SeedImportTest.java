package org.kaappliance.appliance.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.AddressRange;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.DhcpSettings.ClientClass;
import org.kaappliance.config.DhcpSettings.PxeService;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.Ipv4Subnet;

/** The two files of the KA method convert completely. */
class SeedImportTest {
    @Test
    void nothing_of_the_seeds_dhcpd_conf_is_lost() throws Exception {
        Converted converted = Converted.dhcpd(Converted.withAddresses(Converted.seed("dhcpd.conf")));
        assertThat(converted.lost()).isEmpty();
        assertThat(converted.settings().dhcp().authoritative()).isTrue();
        assertThat(options(converted.settings().dhcp().terms()))
                .containsExactly("208=[hex:f1:00:74:7e]", "211=[u32:30]");
    }

    @Test
    void its_subnet_keeps_pool_lease_times_router_and_servers() throws Exception {
        DhcpSettings.Subnet subnet = Converted.dhcpd(Converted.withAddresses(Converted.seed("dhcpd.conf")))
                .plan()
                .subnets()
                .get(0);
        assertThat(subnet.subnet()).isEqualTo(Ipv4Subnet.parse("10.0.1.0/24"));
        assertThat(subnet.pools())
                .extracting(DhcpSettings.Pool::range)
                .containsExactly(AddressRange.parse("10.0.1.30-10.0.1.40"));
        DhcpTerms terms = subnet.terms();
        assertThat(terms.leaseTime()).contains(Duration.ofSeconds(288_000));
        assertThat(terms.maxLeaseTime()).contains(Duration.ofSeconds(864_000));
        assertThat(terms.router()).contains(Ipv4Subnet.address("10.0.1.254"));
        assertThat(terms.dnsServers()).contains(List.of(Ipv4Subnet.address("10.0.1.3")));
        assertThat(terms.domainName()).contains("guibland.com");
        assertThat(terms.bootServer()).contains(Ipv4Subnet.address("10.0.1.2"));
        assertThat(terms.options()).isEmpty();
    }

    @Test
    void its_classes_keep_what_matches_and_what_is_told() throws Exception {
        List<ClientClass> classes = Converted.dhcpd(Converted.withAddresses(Converted.seed("dhcpd.conf")))
                .settings()
                .dhcp()
                .classes();
        assertThat(classes)
                .extracting(ClientClass::name, ClientClass::vendorClass)
                .containsExactly(tuple("Etherboot", "Etherboot-5.0"), tuple("PXE", "PXEClient"));
        assertThat(classes)
                .extracting(one -> one.terms().bootFile().orElseThrow())
                .containsExactly("/etherboot/nbgrub", "/X86PC/linux/linux.0");
        assertThat(options(classes.get(0).terms()))
                .containsExactly(
                        "vendor-class-identifier=[Etherboot-5.0]",
                        "vendor-encapsulated-options=[hex:3c:09:45:74:68:65:72:62:6f:6f:74:ff]");
        assertThat(options(classes.get(1).terms())).containsExactly("vendor-class-identifier=[PXEClient]");
    }

    @Test
    void the_mtftp_option_alone_is_said_to_be_discovery_control_now() throws Exception {
        Converted converted = Converted.dhcpd(Converted.withAddresses(Converted.seed("dhcpd.conf")));
        assertThat(converted.texts(Finding.Kind.REPLACED))
                .filteredOn(text -> text.contains("mtftp-ip"))
                .hasSize(2)
                .allMatch(text -> text.contains("43.6"));
        assertThat(converted.result().settings()).contains("mtftp-ip 0.0.0.0");
    }

    @Test
    void a_placeholder_that_was_left_is_named_with_its_line() throws Exception {
        Import result = DhcpdImport.convert("dhcpd.conf", Converted.seed("dhcpd.conf"));
        assertThat(result.lost()).hasSize(3);
        assertThat(result.lost())
                .extracting(Finding::toString)
                .allMatch(text -> text.contains("placeholder"))
                .anyMatch(text -> text.contains("subnet NET.0 netmask 255.255.255.0"));
        assertThat(result.settings()).contains("next-server IPADDR_TFTP");
    }

    @Test
    void nothing_of_the_seeds_pxe_conf_is_lost() throws Exception {
        Converted converted = Converted.pxe(Converted.withAddresses(Converted.seed("pxe.conf")));
        assertThat(converted.lost()).isEmpty();
        assertThat(converted.settings().interfaceName()).contains("eth0");
        assertThat(converted.settings().address()).contains(Ipv4Subnet.address("10.0.1.1"));
        assertThat(converted.settings().dhcp().terms().bootServer()).contains(Ipv4Subnet.address("10.0.1.2"));
        DhcpSettings.PxeMenu menu = converted.settings().dhcp().pxeMenu();
        assertThat(menu.prompt()).isEqualTo("Press F8 to view menu ...");
        assertThat(menu.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(menu.multicastGroup()).contains(Ipv4Subnet.address("224.0.1.2"));
        assertThat(menu.services())
                .extracting(PxeService::firmware, PxeService::item, PxeService::bootFile, PxeService::lastLayer)
                .containsExactly(
                        service("bios", "Mandriva Linux x86", Optional.of("X86PC/linux/linux"), 2),
                        service("ia64", "Mandriva Linux IA64", Optional.of("IA64PC/linux/linux"), 2),
                        service("bios", "Local boot", Optional.empty(), -1));
    }

    @Test
    void both_files_together_give_the_services_and_the_classes() throws Exception {
        Converted converted = Converted.merged(
                Converted.withAddresses(Converted.seed("dhcpd.conf")),
                Converted.withAddresses(Converted.seed("pxe.conf")));
        DhcpSettings dhcp = converted.settings().dhcp();
        assertThat(converted.lost()).isEmpty();
        assertThat(dhcp.classes()).extracting(ClientClass::name).containsExactly("Etherboot", "PXE");
        assertThat(dhcp.pxeMenu().services())
                .extracting(PxeService::item)
                .containsExactly("Mandriva Linux x86", "Mandriva Linux IA64", "Local boot");
        assertThat(dhcp.terms().leaseTime()).contains(Duration.ofSeconds(43_200));
        assertThat(converted.plan().subnets().get(0).pools()).hasSize(1);
    }

    private static Tuple service(String firmware, String item, Optional<String> file, int layer) {
        return tuple(firmware, item, file, layer);
    }

    private static List<String> options(DhcpTerms terms) {
        return terms.options().stream().map(o -> o.name() + "=" + o.values()).toList();
    }
}
