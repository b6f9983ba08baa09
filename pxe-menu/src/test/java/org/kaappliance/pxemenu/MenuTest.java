package org.kaappliance.pxemenu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;

class MenuTest {
    private static final MenuSettings SEED = new MenuSettings(
            Duration.ofSeconds(5),
            Prompt.ASK,
            Optional.of("Welcome"),
            LocalBoot.RETURN_TO_ROM,
            Optional.of("0 115200"),
            "console=tty0 console=ttyS0,115200",
            "kit/vmlinuz",
            "kit/stage1.img",
            Ipv4Subnet.address("10.0.0.1"));

    @Test
    void an_armed_node_gets_the_seeds_labels_with_kamethod_as_default() {
        assertThat(render(NodeState.ARMED)).isEqualTo("""
                        SERIAL 0 115200
                        PROMPT 1
                        DEFAULT kamethod
                        SAY Welcome
                        TIMEOUT 50

                        label local
                            LOCALBOOT 0

                        label kamethod
                            KERNEL kit/vmlinuz
                            INITRD kit/stage1.img
                            APPEND console=tty0 console=ttyS0,115200 kamethod ka.server=10.0.0.1 ka.job=job7 ka.token=cafe ka.key=beef
                            IPAPPEND 2
                        """);
    }

    @Test
    void a_finished_node_gets_its_own_disk_and_nothing_else() {
        assertThat(render(NodeState.DONE)).isEqualTo("""
                        SERIAL 0 115200
                        PROMPT 1
                        DEFAULT local
                        SAY Welcome
                        TIMEOUT 50

                        label local
                            LOCALBOOT 0
                        """);
    }

    @Test
    void a_parked_nodes_menu_stays_on_the_screen_and_says_why() {
        assertThat(render(NodeState.PARKED))
                .contains("PROMPT 1\n", "DEFAULT local\n", "SAY parked: failed 4 times\n", "TIMEOUT 0\n")
                .doesNotContain("kamethod");
    }

    @ParameterizedTest
    @EnumSource
    void only_a_node_on_its_way_is_shown_kamethod(NodeState state) {
        boolean shown = List.of("ARMED", "BOOTING", "WAITING", "RECEIVING", "FINISHING", "FAILED")
                .contains(state.name());
        assertThat(render(state).contains("kamethod")).isEqualTo(shown);
        assertThat(render(state)).contains("DEFAULT " + (shown ? "kamethod" : "local") + "\n", "label local\n");
    }

    @ParameterizedTest
    @EnumSource
    void a_node_without_job_or_token_is_never_shown_kamethod(NodeState state) {
        assertThat(render(node(state, Optional.empty(), Optional.of("cafe")))).doesNotContain("kamethod");
        assertThat(render(node(state, Optional.of("job7"), Optional.empty()))).doesNotContain("kamethod");
    }

    @ParameterizedTest
    @EnumSource
    void a_menu_is_never_empty(NodeState state) {
        assertThat(render(state)).isNotBlank().endsWith("\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "99, 1", "100, 1", "101, 2", "5000, 50"})
    void a_timeout_is_rounded_up_so_that_a_short_one_never_means_for_ever(long millis, String tenths) {
        BootMenu menu = new BootMenu(
                "local",
                Prompt.SKIP,
                Duration.ofMillis(millis),
                Optional.empty(),
                Optional.empty(),
                List.of(new BootEntry.Local("local", LocalBoot.NEXT_DEVICE)));
        assertThat(PxelinuxRenderer.render(menu))
                .isEqualTo("PROMPT 0\nDEFAULT local\nTIMEOUT " + tenths + "\n\nlabel local\n    LOCALBOOT -1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nDEFAULT kamethod", "a\rb", "\u0000", "tab\there"})
    void a_text_that_would_break_the_line_is_refused(String text) {
        BootEntry local = new BootEntry.Local("local", LocalBoot.RETURN_TO_ROM);
        assertThatThrownBy(() -> new BootMenu(
                        "local", Prompt.ASK, Duration.ZERO, Optional.of(text), Optional.empty(), List.of(local)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BootEntry.Linux("a", "kernel", "initrd", text))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BootEntry.Local(text, LocalBoot.RETURN_TO_ROM))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeEvent.Arm(text, "cafe")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeEvent.Registered(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_job_that_would_add_a_kernel_argument_is_refused() {
        assertThatThrownBy(() -> new NodeEvent.Arm("7 init=/bin/sh", "cafe"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_default_that_is_no_label_is_refused() {
        BootEntry local = new BootEntry.Local("local", LocalBoot.RETURN_TO_ROM);
        assertThatThrownBy(() -> new BootMenu(
                        "kamethod", Prompt.ASK, Duration.ZERO, Optional.empty(), Optional.empty(), List.of(local)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String render(NodeState state) {
        return render(node(state, Optional.of("job7"), Optional.of("cafe")));
    }

    private static String render(NodeRecord node) {
        return PxelinuxRenderer.render(new MenuPolicy(
                        SEED, job -> Optional.of("beef").filter(key -> job.equals("job7")))
                .menuFor(node));
    }

    private static NodeRecord node(NodeState state, Optional<String> job, Optional<String> token) {
        MacAddress mac = MacAddress.parse("52:54:00:77:00:01");
        return new NodeRecord(mac, "n", state, DiskState.WHOLE, 0, 0, job, token, Instant.EPOCH, "failed 4 times");
    }
}
