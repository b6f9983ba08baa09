package org.kaappliance.clientkit.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The functions of stage 1's init, in the shell that runs them; what they call stands in between. */
@Timeout(60)
class InitTest {
    private static final String STAND_INS = """
            say() { echo "SAY $*"; }
            restart() { echo "RESTART $*"; exit 0; }
            usleep() { :; }
            ip() { echo "IP $*"; }
            """;

    @Test
    void a_card_without_a_vlan_speaks_for_itself() throws Exception {
        assertThat(sh("vlan=; wire eth0; vlan=7; wire eth0")).containsExactly("eth0", "eth0.7");
    }

    @Test
    void a_vlan_is_put_on_top_of_the_card_and_brought_up() throws Exception {
        assertThat(sh("vlan=7; add_vlan nocard"))
                .containsExactly("IP link add link nocard name nocard.7 type vlan id 7", "IP link set nocard.7 up");
    }

    @Test
    void the_address_is_asked_for_on_the_vlan_of_each_card_with_a_link() throws Exception {
        assertThat(sh("""
                candidates="eth0 eth1" vlan=7
                has_link() { [ "$1" = eth1 ]; }
                udhcpc() { asked=$2; }
                get_address
                echo "card $card, asked on $asked"
                """)).containsExactly("card eth1, asked on eth1.7");
    }

    @Test
    void a_dhcp_server_that_answers_late_is_waited_for_and_after_five_tries_the_machine_restarts() throws Exception {
        String slow = """
                candidates=eth0 vlan= asked=0
                has_link() { true; }
                udhcpc() { asked=$((asked + 1)); [ "$asked" -ge %d ]; }
                get_address
                echo "address after $asked"
                """;
        assertThat(sh(slow.formatted(3)))
                .containsExactly(
                        "SAY no address yet, try 1 of 5, link up on: eth0",
                        "SAY no address yet, try 2 of 5, link up on: eth0",
                        "address after 3");
        assertThat(sh(slow.formatted(6))).last().isEqualTo("RESTART no DHCP server answered on eth0");
    }

    private static List<String> sh(String script) throws Exception {
        String init = Resources.INIT.text();
        String functions = init.substring(init.indexOf("say() {"), init.indexOf("# --- from here on"));
        Process shell = new ProcessBuilder("busybox", "sh", "-c", functions + STAND_INS + script)
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }
}
