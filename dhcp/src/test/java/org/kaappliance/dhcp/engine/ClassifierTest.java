package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.dhcp.boot.Architecture;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.Captures;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

public class ClassifierTest {
    private static final String MAC = "52:54:00:77:00:01";
    private static final DhcpServerSettings SETTINGS = Served.settings(Map.of());

    @Test
    public void the_boot_rom_of_qemu_is_ipxe_on_bios() {
        ClientRequest request = accepted(Captures.message("ipxe-bios-discover"));
        assertThat(request.isIpxe()).isTrue();
        assertThat(request.architecture()).contains(new Architecture(0));
    }

    @Test
    public void ovmf_is_uefi_x64_and_not_ipxe() {
        ClientRequest request = accepted(Captures.message("ovmf-discover"));
        assertThat(request.isIpxe()).isFalse();
        assertThat(request.client().orElseThrow().is("uefi-x64")).isTrue();
    }

    @Test
    public void a_system_that_runs_does_not_boot_from_the_network() {
        assertThat(accepted(Captures.message("udhcpc-discover")).architecture()).isEmpty();
        assertThat(accepted(Captures.message("dhclient-discover")).architecture())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PXEClient, 0",
        "PXEClient:Arch:00007:UNDI:003016, 7",
        "PXEClient:Arch:xx, 0",
        "PXEClient:Arch:99999, 34463"
    })
    public void without_option_93_the_vendor_class_names_the_architecture_else_it_is_bios(String vendorClass, int id) {
        ClientRequest request = accepted(Client.of(MAC).vendorClass(vendorClass).discover());
        assertThat(request.architecture()).contains(new Architecture(id));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    public void an_architecture_of_a_wrong_length_counts_as_far_as_it_goes(int length) {
        ClientRequest request = accepted(Client.of(MAC)
                .vendorClass("PXEClient")
                .option(93, new int[length])
                .discover());
        assertThat(request.architecture()).contains(new Architecture(0));
    }

    @Test
    public void every_reason_is_collected() {
        DhcpMessage message = Client.of("ff:ff:ff:ff:ff:ff")
                .header(2, 1, 6, 17)
                .relay("10.0.1.1")
                .send(MessageType.OFFER);
        assertThat(reasons(message))
                .containsExactly(
                        "op 2 is no request",
                        "no machine has the hardware address ff:ff:ff:ff:ff:ff",
                        "17 hops",
                        "the relay address 10.0.1.1 is our own",
                        "OFFER does not come from a client");
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "6, 6", "1, 0", "1, 16", "1, 255"})
    public void only_ethernet_is_served(int htype, int hlen) {
        assertThat(reasons(Client.of(MAC).header(1, htype, hlen, 0).discover()))
                .containsExactly("htype " + htype + " hlen " + hlen + " is not Ethernet");
    }

    @Test
    public void a_message_without_a_type_is_bootp_and_boots_a_bios() {
        ClientRequest request = accepted(Client.of(MAC).bootp());
        assertThat(request.isBootp()).isTrue();
        assertThat(request.architecture()).contains(new Architecture(0));
    }

    @Test
    public void unknown_types_are_not_served() {
        assertThat(reasons(Client.of(MAC).option(53, 99).bootp())).containsExactly("unknown message type");
        assertThat(reasons(Client.of(MAC).option(53).bootp())).containsExactly("unknown message type");
    }

    @Test
    public void the_vendor_class_is_made_fit_for_logs() {
        ClientRequest request = accepted(Client.of(MAC)
                .vendorClass("\u001b[31m${jndi:x}\r\n\\" + "a".repeat(200))
                .discover());
        assertThat(request.vendorClass())
                .startsWith("\\x1b[31m${jndi:x}\\x0d\\x0a\\x5ca")
                .hasSizeLessThan(70);
    }

    private static Client pxe() {
        return Client.of(MAC).pxe();
    }

    private static ClientRequest accepted(DhcpMessage message) {
        Classified classified = Classifier.classify(message, SETTINGS);
        assertThat(classified).isInstanceOf(Classified.Request.class);
        return ((Classified.Request) classified).request();
    }

    private static List<String> reasons(DhcpMessage message) {
        return ((Classified.NotForUs) Classifier.classify(message, SETTINGS))
                .reasons().stream().map(Effect.Why::text).toList();
    }
}
