package org.kaappliance.dhcp.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kaappliance.dhcp.engine.Client;
import org.kaappliance.dhcp.engine.Served;
import org.kaappliance.dhcp.wire.DhcpMessage;

/** whatever the settings say, no answer sends EDK2 to a BINL server or is thrown away, also with nothing to boot. */
public class EverySettingTest {
    private static final int[] ARCHITECTURES = {0, 2, 6, 7, 11, 27, 777};

    private static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "a class that says PXEClient itself",
            Map.of("dhcp.classes", """
                    [ { name = PXE, vendor-class = PXEClient, options { vendor-class-identifier = PXEClient } } ]"""),
            "a class with options of multicast TFTP",
            Map.of("dhcp.classes", """
                    [ { name = PXE, vendor-class = PXEClient, boot-file = class.0, options {
                        vendor-class-identifier = PXEClient, "43" = "hex:0104e0000102020200000302000004010005010aff" } } ]"""),
            "a class that only gets an address, with PXE's options",
            Map.of("dhcp.classes", """
                    [ { name = PXE, vendor-class = PXEClient, policy = address, options {
                        vendor-class-identifier = PXEClient, pxe.boot-item = "1 0" } } ]"""),
            "options for everybody",
            Map.of("dhcp.options", """
                    { vendor-class-identifier = HTTPClient, vendor-encapsulated-options = "hex:c80101ff" }"""),
            "an option inside PXE's for everybody",
            Map.of("dhcp.options", "{ vendor-class-identifier = PXEClient, \"43.200\" = \"u8:1\" }"),
            "addresses only for unknown machines",
            Map.of(
                    "dhcp.unknown-machines",
                    "address",
                    "dhcp.options",
                    "{ vendor-class-identifier = PXEClient, pxe.boot-item = \"1 0\" }"),
            "no boot file at all",
            Map.of("dhcp.boot-file", "none", "dhcp.options", "{ vendor-class-identifier = PXEClient }"),
            "another boot server",
            Map.of("dhcp.boot-server", "10.0.1.9", "dhcp.boot-file", "all.0"),
            "layered pools",
            Map.of("dhcp.subnets", """
                    [ { subnet = 10.0.1.0/24, boot-file = subnet.0, options { "43" = "hex:0104e0000102ff" },
                        pools = [ { range = 10.0.1.100-10.0.1.150, boot-file = none,
                                    options { vendor-class-identifier = PXEClient } } ] } ]"""),
            "a menu of the local disk alone",
            Map.of(
                    "dhcp.pxe-menu.services",
                    "[ { firmware = bios, item = Local, boot-file = local } ]",
                    "dhcp.options",
                    "{ vendor-class-identifier = PXEClient }"));

    static Stream<String> settings() {
        return SETTINGS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("settings")
    public void q01_no_answer_is_taken_for_binl_or_thrown_away(String name) {
        for (Map<String, String> programs : List.of(Site.everyProgram(), Map.<String, String>of())) {
            Map<String, String> all = new HashMap<>(programs);
            all.putAll(SETTINGS.get(name));
            for (int architecture : ARCHITECTURES) {
                for (String mac : List.of(Served.NODE1, Served.STRANGER)) {
                    assertThat(kinds(new Site(all), Client.of(mac).pxe(architecture)))
                            .doesNotContain(Edk2.Kind.DHCP_BINL, Edk2.Kind.PROXY_BINL, Edk2.Kind.DISCARDED)
                            .hasSizeGreaterThan(1);
                    assertThat(kinds(
                                    new Site(all),
                                    Client.of(mac).pxe(architecture).text(77, "iPXE")))
                            .doesNotContain(Edk2.Kind.DHCP_BINL, Edk2.Kind.PROXY_BINL, Edk2.Kind.DISCARDED);
                }
            }
        }
    }

    /** Of the server's offer, the proxy's, and the answer on port 4011. */
    private static List<Edk2.Kind> kinds(Site site, Client client) {
        List<DhcpMessage> answers = new ArrayList<>(site.serverOffers(client.discover()));
        answers.addAll(site.proxyOffers(client.discover()));
        answers.addAll(Site.replies(site.bootServer(client.has("10.0.1.111").request(), 4011)));
        return answers.stream().map(Edk2::kind).toList();
    }
}
