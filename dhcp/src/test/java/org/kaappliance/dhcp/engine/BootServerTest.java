package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kaappliance.dhcp.engine.Served.NODE1;
import static org.kaappliance.dhcp.engine.Served.address;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

public class BootServerTest {
    private static final InetSocketAddress SOURCE = new InetSocketAddress(address("10.0.1.111"), 4011);

    private final BootServer server =
            new BootServer(Served.settings("10.0.1.100-10.0.1.102", true), Served.policy(UnknownMachines.ADDRESS));

    @Test
    public void a_request_is_answered_to_where_it_came_from_with_a_boot_file() {
        Effect.Reply ack = reply(Client.of(NODE1).pxe(7).has("10.0.1.111").request());
        assertThat(ack.to()).isEqualTo(SOURCE);
        assertThat(ack.message().type()).contains(MessageType.ACK);
        assertThat(ack.message().file()).isEqualTo("grubx64.efi");
        assertThat(ack.message().siaddr()).isEqualTo(address("10.0.1.1"));
        assertThat(ack.message().yiaddr()).isEqualTo(address("10.0.1.111"));
        assertThat(ack.message().ciaddr()).isEqualTo(DhcpMessage.NO_ADDRESS);
        assertThat(ack.message().options().codes())
                .contains(53, 54, 60, 43, 66, 67)
                .doesNotContain(51, 1);
        assertThat(ack.event().kind()).isEqualTo(DhcpEvent.Kind.BOOT_SERVER_ACKED);
    }

    @Test
    public void what_the_pool_of_the_clients_address_says_is_told_here_too() {
        String subnets = "[{ subnet = 10.0.1.0/24, pools = [{ range = 10.0.1.100-10.0.1.120, boot-file = pool.0,"
                + " boot-server = 10.0.1.7, options { \"209\" = \"text:pool.cfg\" } }] }]";
        BootServer pools =
                new BootServer(Served.settings(Map.of("dhcp.subnets", subnets)), Served.policy(UnknownMachines.BOOT));
        DhcpMessage request = Client.of(NODE1).pxe().has("10.0.1.111").request();
        Arrival arrival = new Arrival(Served.ARRIVAL.iface(), SOURCE);
        DhcpMessage ack =
                ((Effect.Reply) pools.on(request, arrival, Served.START).get(0)).message();
        assertThat(ack.file()).isEqualTo("pool.0");
        assertThat(ack.siaddr()).isEqualTo(address("10.0.1.7"));
        assertThat(ack.options().text(209)).contains("pool.cfg");
    }

    @Test
    public void an_inform_is_answered_too() {
        assertThat(reply(Client.of(NODE1).pxe().send(MessageType.INFORM))
                        .message()
                        .file())
                .isEqualTo("pxelinux.0");
    }

    @Test
    public void the_chosen_boot_item_is_named_again() {
        DhcpMessage request =
                Client.of(NODE1).pxe().option(43, 71, 4, 0, 1, 0, 2, 255).request();
        assertThat(vendorOptions(request)).isEqualTo("060108" + "470400010002" + "ff");
    }

    @ParameterizedTest
    @CsvSource({"4702, 0001ff", "4704, 00", "47, ''", "470500, 01000200"})
    public void broken_vendor_options_do_no_harm(String start, String end) {
        byte[] octets = HexFormat.of().parseHex(start + end);
        int[] value = new int[octets.length];
        for (int i = 0; i < value.length; i++) {
            value[i] = octets[i];
        }
        assertThat(vendorOptions(Client.of(NODE1).pxe().option(43, value).request()))
                .isEqualTo("060108ff");
    }

    @Test
    public void what_is_no_boot_request_is_ignored() {
        assertThat(on(Client.of(NODE1).pxe().send(MessageType.RELEASE)))
                .containsExactly(ignored(IgnoreReason.WRONG_PORT, "RELEASE on port 4011"));
        assertThat(on(Client.of(NODE1).request()))
                .containsExactly(ignored(IgnoreReason.NOTHING_TO_BOOT, "no PXEClient on port 4011"));
        assertThat(on(Client.of(NODE1).pxe(11).request()))
                .hasOnlyElementsOfTypes(Effect.Ignore.class, Effect.Warn.class);
        assertThat(on(Client.of(Served.STRANGER).pxe().request())).hasOnlyElementsOfType(Effect.Ignore.class);
        assertThat(on(Client.of(NODE1).pxe().bootp()))
                .containsExactly(ignored(IgnoreReason.BOOTP, "no message type (BOOTP)"));
    }

    private static Effect ignored(IgnoreReason reason, String text) {
        return new Effect.Ignore(List.of(new Effect.Why(reason, text)));
    }

    private String vendorOptions(DhcpMessage request) {
        return HexFormat.of()
                .formatHex(reply(request).message().options().bytes(43).orElseThrow());
    }

    private Effect.Reply reply(DhcpMessage request) {
        return (Effect.Reply) on(request).get(0);
    }

    private List<Effect> on(DhcpMessage request) {
        return server.on(request, new Arrival(Served.ARRIVAL.iface(), SOURCE), Served.START);
    }
}
