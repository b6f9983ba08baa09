package org.kaappliance.dhcp.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.DhcpTerms;
import org.kaappliance.config.SettingsProblem;
import org.kaappliance.dhcp.wire.DhcpOptions;

public class OptionValuesTest {
    private final List<SettingsProblem> problems = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "routers | 10.0.1.1;10.0.1.2 | {3=0a0001010a000102}",
                "subnet-mask | 255.255.255.0 | {1=ffffff00}",
                "time-offset | -3600 | {2=fffff1f0}",
                "default-ip-ttl | 64 | {23=40}",
                "interface-mtu | 1400 | {26=0578}",
                "path-mtu-plateau-table | 68;1492 | {25=004405d4}",
                "arp-cache-timeout | 4294967295 | {35=ffffffff}",
                "ip-forwarding | true | {19=01}",
                "perform-mask-discovery | 0 | {29=00}",
                "host-name | nöde | {12=6ec3b66465}",
                "static-routes | 10.0.2.1 10.0.1.1;10.0.3.1;10.0.1.2 | {33=0a0002010a0001010a0003010a000102}",
                "vendor-encapsulated-options | hex:06:01:08:ff | {43=060108ff}",
                "vendor-encapsulated-options | 060108ff | {43=060108ff}",
                "classless-static-routes | 10.2.0.0/16 via 10.0.1.254;0.0.0.0/0 - 10.0.1.1 | {121=100a020a0001fe000a000101}",
                "249 | 10.2.3.128/25 10.0.1.1 | {249=190a0203800a000101}",
                "domain-search | cluster.example;a.cluster.example;example | {119=07636c7573746572076578616d706c65000161c000c008}",
                "v4-lost | a.example. | {137=0161076578616d706c6500}",
                "sip-servers | 10.0.1.9 | {120=010a000109}",
                "sip-servers | sip.example | {120=0003736970076578616d706c6500}",
                "tftp-server-address | 10.0.1.9 | {150=0a000109}",
                "v4-captive-portal | https://a/b | {114=68747470733a2f2f612f62}",
                "pcode | EST5EDT | {100=45535435454454}",
                "200 | hex:0a:0b | {200=0a0b}",
                "201 | text:as it stands | {201=6173206974207374616e6473}",
                "202 | u16:1500 | {202=05dc}",
                "204 | u8:1;ip:10.0.1.1;10.0.1.2;u32:0x10 | {204=010a0001010a00010200000010}",
                "205 | text0:ab | {205=616200}",
                "206 | hex: | {206=}",
                "207 | ips:10.0.0.1;10.0.0.2 | {207=0a0000010a000002}",
                "214 | domains:a.b;b | {214=0161016200c002}",
                "6 | hex:01 | {6=01}",
                "pxelinux.magic | f100747e | {208=f100747e}",
                "pxelinux.configfile | c/x | {209=632f78, 208=f100747e}",
                "pxelinux.reboottime | 30 | {211=0000001e, 208=f100747e}"
            })
    public void a_value_becomes_octets(String name, String values, String octets) {
        assertThat(read(option(name, values)).whole()).hasToString(octets);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pxe.discovery-control | 3 | {6=03} | {}",
                "43.6 | 0x08 | {6=08} | {}",
                "43.discovery-mcast-addr | 224.0.1.2 | {7=e0000102} | {}",
                "pxe.boot-servers | 1 10.0.1.1 10.0.1.2;2 10.0.1.3 | {8=0001020a0001010a0001020002010a000103} | {}",
                "pxe.boot-menu | 0 Local;1 Ka | {9=0000054c6f63616c0001024b61} | {}",
                "pxe.menu-prompt | 2 Press F8 | {10=025072657373204638} | {}",
                "pxe.boot-item | 1 0 | {71=00010000} | {}",
                "43.200 | text:x | {200=78} | {}",
                "ipxe.no-pxedhcp | 1 | {} | {176=01}",
                "175.176 | 1 | {} | {176=01}",
                "ipxe.priority | -1 | {} | {1=ff}",
                "ipxe.username | ka | {} | {190=6b61}"
            })
    public void a_value_inside_a_space_becomes_octets(String name, String values, String pxe, String ipxe) {
        OptionSet set = read(option(name, values));
        assertThat(problems).isEmpty();
        assertThat(set.whole()).isEqualTo(DhcpOptions.NONE);
        assertThat(set.pxe()).hasToString(pxe);
        assertThat(set.ipxe()).hasToString(ipxe);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ntp-server | 10.0.1.1 | no such option, did you mean ntp-servers?",
                "pxe.discovery-contrl | 8 | no such option, did you mean pxe.discovery-control?",
                "17.5 | 8 | no such option, did you mean",
                "0 | text:a | an option's number is 1 to 254",
                "255 | text:a | an option's number is 1 to 254",
                "43.255 | text:a | an option's number is 1 to 254",
                "ntp-servers | ka | not an IPv4 address: ka",
                "subnet-mask | 10.0.1.1;10.0.1.2 | expected one value, found 2",
                "default-ip-ttl | 256 | is 0 to 255, found 256",
                "default-ip-ttl | -1 | is 0 to 255, found -1",
                "interface-mtu | 1500 bytes | expected a whole number, found \"1500 bytes\"",
                "arp-cache-timeout | 9999999999 | is 0 to 4294967295, found 9999999999",
                "ip-forwarding | maybe | expected true or false, found \"maybe\"",
                "host-name | '' | expected a text, found none",
                "200 | 5 | option 200 has no known type; put one before the value",
                "43.200 | 5 | option 43.200 has no known type",
                "200 | hex:0 | expected octets such as 0a:0b, found \"0\"",
                "static-routes | 10.0.0.1 | expected pairs of addresses, found 1",
                "domain-search | a..b | expected a domain name, found \"a..b\"",
                "classless-static-routes | 10.2.0.1/16 via 10.0.1.1 | 10.2.0.1 has bits set behind the prefix /16",
                "classless-static-routes | 10.2.0.0/16 | expected a route such as 10.2.0.0/16 via 10.0.1.254",
                "pxe.boot-menu | 1 | expected a number and a text, found \"1\"",
                "pxe.boot-servers | 1 | expected a value, found none",
                "dhcp-message-type | 5 | option 53 (dhcp-message-type) cannot be set: it follows from the request",
                "50 | 10.0.1.1 | cannot be set: only a client sends it",
                "52 | 1 | cannot be set",
                "dhcp-server-identifier | 10.0.1.1 | cannot be set: it is the address of the interface",
                "51 | 60 | cannot be set: lease-time and max-lease-time say it",
                "66 | ka | cannot be set: boot-server says it",
                "bootfile-name | a | cannot be set: boot-file says it",
                "pxe.mtftp-ip | 0.0.0.0 | cannot be set: there is no multicast TFTP here",
                "43.5 | 1 | cannot be set: there is no multicast TFTP here",
                "81 | hex:00 | cannot be set",
                "82 | hex:01 | cannot be set: the relay's own comes back"
            })
    public void what_is_wrong_is_a_problem_with_its_place_and_what_is_expected(
            String name, String values, String text) {
        read(option(name, values));
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.origin()).isEqualTo("ka.conf:7");
            assertThat(problem.key()).isEqualTo("dhcp.options." + name);
            assertThat(problem.message()).contains(text);
        });
    }

    @Test
    public void all_problems_are_found_at_once_and_what_is_right_is_kept() {
        OptionSet set = read(option("nonsense", "1"), option("ntp-servers", "x"), option("time-offset", "1"));
        assertThat(problems).hasSize(2);
        assertThat(set.whole()).hasToString("{2=00000001}");
    }

    @Test
    public void an_option_under_two_of_its_names_is_set_twice() {
        read(option("domain-name-servers", "10.0.1.1"), option("6", "10.0.1.2"));
        assertThat(problems)
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).isEqualTo("option 6 (domain-name-servers) is set twice here"));
    }

    @Test
    public void a_value_is_as_long_as_its_place_takes() {
        read(
                option("43", "hex:" + "00".repeat(255)),
                option("43.200", "hex:" + "00".repeat(255)),
                option("200", "hex:" + "00".repeat(1024)));
        assertThat(problems).isEmpty();
        read(
                option("43", "hex:" + "00".repeat(256)),
                option("43.200", "hex:" + "00".repeat(256)),
                option("200", "hex:" + "00".repeat(1025)));
        assertThat(problems).hasSize(3).allMatch(problem -> problem.message().contains("it may have at most"));
    }

    @Test
    public void every_name_finds_its_option_and_every_number_there_is() {
        for (OptionDefinition option : OptionRegistry.all()) {
            for (String name : option.names()) {
                assertThat(OptionRegistry.find(option.qualified(name).toUpperCase(Locale.ROOT)))
                        .isEqualTo(option);
            }
            assertThat(OptionRegistry.find(option.number())).isEqualTo(option);
        }
        assertThat(OptionRegistry.all()).hasSizeGreaterThan(180);
        assertThat(OptionRegistry.find("254").type()).isEqualTo(Optional.empty());
    }

    private OptionSet read(DhcpTerms.Option... options) {
        return new OptionReader(problems).read(List.of(options));
    }

    private static DhcpTerms.Option option(String name, String values) {
        return new DhcpTerms.Option("ka.conf:7", "dhcp.options." + name, name, List.of(values.split(";", -1)));
    }
}
