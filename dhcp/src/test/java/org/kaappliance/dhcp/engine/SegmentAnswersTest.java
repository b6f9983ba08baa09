package org.kaappliance.dhcp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.DhcpSettings.UnknownMachines;
import org.kaappliance.dhcp.engine.SegmentProbe.Role;
import org.kaappliance.dhcp.plan.DhcpServerSettings;
import org.kaappliance.dhcp.wire.DhcpMessage;
import org.kaappliance.dhcp.wire.MessageType;

public class SegmentAnswersTest {
    private static final List<Effect> PROXY = Effect.ignore(IgnoreReason.OTHER_SERVER, "the proxy");

    private final Served served = served("auto");
    private final SegmentAnswers answers = answers(served, "auto");

    private static Served served(String mode) {
        return new Served(settings(mode), Served.policy(UnknownMachines.BOOT), List.of());
    }

    private static DhcpServerSettings settings(String mode) {
        return Served.settings(Map.of("dhcp.mode", mode, "dhcp.pool", "10.0.1.100-10.0.1.102"));
    }

    private static SegmentAnswers answers(Served served, String mode) {
        return new SegmentAnswers(settings(mode), served.engine, (message, arrival, now) -> PROXY);
    }

    private List<Effect> on(Role role, DhcpMessage message) {
        return answers.on(role, message, Served.ARRIVAL, Served.START);
    }

    @Test
    public void nobody_is_answered_while_it_is_not_known_who_gives_addresses() {
        assertThat(on(Role.ASKING, Client.of(Served.NODE1).discover()))
                .singleElement()
                .isInstanceOf(Effect.Ignore.class);
    }

    @Test
    public void the_role_says_who_answers() {
        assertThat(on(Role.SERVER, Client.of(Served.NODE1).discover())).anyMatch(Effect.Reply.class::isInstance);
        assertThat(on(Role.PROXY, Client.of(Served.NODE1).discover())).isEqualTo(PROXY);
    }

    @Test
    public void a_server_that_stepped_back_renews_and_takes_back_what_it_gave_and_gives_nothing_new() {
        String address = served.lease(Served.STRANGER);
        DhcpMessage renewal = Client.of(Served.STRANGER).has(address).request();
        assertThat(on(Role.PROXY, renewal)).singleElement().isInstanceOf(Effect.Save.class);
        assertThat(on(Role.PROXY, Client.of(Served.STRANGER).discover())).isEqualTo(PROXY);
        assertThat(on(Role.PROXY, Client.of(Served.NODE1).has(address).request()))
                .isEqualTo(PROXY);
        DhcpMessage takesAnother =
                Client.of(Served.STRANGER).asks(address).server("10.0.1.2").request();
        assertThat(on(Role.PROXY, takesAnother)).isEqualTo(PROXY);
        DhcpMessage release = Client.of(Served.STRANGER).has(address).send(MessageType.RELEASE);
        assertThat(answers.on(Role.PROXY, release, Served.from(address), Served.START))
                .singleElement()
                .isInstanceOf(Effect.Save.class);
    }

    @Test
    public void a_proxy_by_setting_gives_nothing_at_all() {
        Served before = served("server");
        String address = before.lease(Served.STRANGER);
        DhcpMessage renewal = Client.of(Served.STRANGER).has(address).request();
        assertThat(answers(before, "proxy").on(Role.PROXY, renewal, Served.ARRIVAL, Served.START))
                .isEqualTo(PROXY);
    }
}
