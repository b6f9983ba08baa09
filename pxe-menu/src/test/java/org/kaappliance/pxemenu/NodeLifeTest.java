package org.kaappliance.pxemenu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.config.MacAddress;

class NodeLifeTest {
    private static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant NOW = THEN.plusSeconds(600);
    private static final NodeLife LIFE = new NodeLife(NodeLifeSettings.DEFAULT);
    private static final String REFUSED = "-";

    private static final Map<String, NodeEvent> EVENTS = Map.ofEntries(
            Map.entry("Registered", new NodeEvent.Registered("node1")),
            Map.entry("Arm", new NodeEvent.Arm("job8", "beef")),
            Map.entry("Disarm", new NodeEvent.Disarm()),
            Map.entry("Local", new NodeEvent.Local()),
            Map.entry("PxeBoot", new NodeEvent.PxeBoot()),
            Map.entry("Hello", new NodeEvent.Hello("job7")),
            Map.entry("HelloOther", new NodeEvent.Hello("job8")),
            Map.entry("Receiving", new NodeEvent.ReceivingStarted()),
            Map.entry("Finish", new NodeEvent.FinishStarted()),
            Map.entry("Done", new NodeEvent.Done("job7")),
            Map.entry("DoneOther", new NodeEvent.Done("job8")),
            Map.entry("Alive", new NodeEvent.ProofOfLife()),
            Map.entry("Failure", new NodeEvent.Failure("no disk")),
            Map.entry("Lost", new NodeEvent.Lost()),
            Map.entry("Park", new NodeEvent.Park("by hand")));

    /** Every state by every event; '-' is refused. All nodes hold job7 and were last heard of ten minutes ago. */
    private static final String TABLE = """
            state     Registered Arm   Disarm   PxeBoot  Hello   HelloOther Receiving Finish    Done     DoneOther Alive     Failure Lost      Park   Local
            UNKNOWN   KNOWN      -     UNKNOWN  UNKNOWN  -       -          -         -         -        -         UNKNOWN   -       UNKNOWN   -      UNKNOWN
            KNOWN     KNOWN      ARMED KNOWN    KNOWN    -       -          -         -         -        -         KNOWN     -       KNOWN     -      KNOWN
            ARMED     ARMED      ARMED KNOWN    BOOTING  WAITING -          -         -         -        -         ARMED     -       ARMED     PARKED KNOWN
            BOOTING   BOOTING    -     KNOWN    BOOTING  WAITING -          -         -         -        -         BOOTING   -       BOOTING   PARKED KNOWN
            WAITING   WAITING    -     KNOWN    BOOTING  WAITING -          RECEIVING -         -        -         WAITING   FAILED  FAILED    PARKED KNOWN
            RECEIVING RECEIVING  -     PARKED   BOOTING  WAITING -          RECEIVING FINISHING DONE     -         RECEIVING FAILED  FAILED    PARKED -
            FINISHING FINISHING  -     PARKED   BOOTING  WAITING -          -         FINISHING DONE     -         FINISHING FAILED  FAILED    PARKED -
            DONE      DONE       ARMED DONE     DONE     -       -          -         -         DONE     -         VERIFIED  -       DONE      -      DONE
            VERIFIED  VERIFIED   ARMED VERIFIED VERIFIED -       -          -         -         VERIFIED -         VERIFIED  -       VERIFIED  -      VERIFIED
            FAILED    FAILED     ARMED KNOWN    BOOTING  WAITING -          -         -         -        -         FAILED    FAILED  FAILED    PARKED KNOWN
            PARKED    PARKED     ARMED KNOWN    PARKED   -       -          -         -         -        -         PARKED    -       PARKED    PARKED KNOWN
            """;

    static Stream<Arguments> everyStateByEveryEvent() {
        List<String[]> rows =
                TABLE.lines().map(line -> line.trim().split("\\s+")).toList();
        String[] head = rows.get(0);
        return rows.stream()
                .skip(1)
                .flatMap(row -> IntStream.range(1, head.length)
                        .mapToObj(i -> Arguments.of(NodeState.valueOf(row[0]), head[i], row[i])));
    }

    @ParameterizedTest(name = "{0} + {1} -> {2}")
    @MethodSource("everyStateByEveryEvent")
    void every_event_in_every_state_has_one_outcome(NodeState state, String event, String expected) {
        Transition transition = LIFE.on(node(state), EVENTS.get(event), NOW);
        if (expected.equals(REFUSED)) {
            assertThat(transition.refused())
                    .hasValueSatisfying(why -> assertThat(why).contains(state.name()));
        } else {
            assertThat(transition.moved()).map(NodeRecord::state).hasValue(NodeState.valueOf(expected));
        }
    }

    @Test
    void the_table_has_all_states_and_all_kinds_of_event() {
        assertThat(everyStateByEveryEvent()).hasSize(NodeState.values().length * EVENTS.size());
        assertThat(EVENTS.values()).extracting(NodeEvent::kind).containsAll(Arrays.asList(NodeEvent.Kind.values()));
    }

    @Test
    void a_good_life_ends_verified() {
        NodeRecord node = after(
                NodeRecord.unknown(mac(), THEN),
                "Registered",
                "Arm",
                "PxeBoot",
                "HelloOther",
                "Receiving",
                "Finish",
                "DoneOther",
                "PxeBoot",
                "Alive");
        assertThat(node.state()).isEqualTo(NodeState.VERIFIED);
        assertThat(node.name()).isEqualTo("node1");
        assertThat(node.failures()).isZero();
    }

    @Test
    void rom_boot_program_and_ipxe_asking_within_the_window_are_one_boot() {
        NodeRecord node = at(node(NodeState.ARMED), new NodeEvent.PxeBoot(), NOW);
        for (int second = 1; second < 20; second++) {
            node = at(node, new NodeEvent.PxeBoot(), NOW.plusSeconds(second));
        }
        assertThat(node.boots()).isEqualTo(1);
        assertThat(at(node, new NodeEvent.PxeBoot(), NOW.plusSeconds(20)).boots())
                .isEqualTo(2);
    }

    @Test
    void a_machine_that_boots_a_sixth_time_without_a_hello_is_parked() {
        NodeRecord node = node(NodeState.ARMED);
        for (int boot = 1; boot <= 5; boot++) {
            node = at(node, new NodeEvent.PxeBoot(), NOW.plus(Duration.ofMinutes(boot)));
            assertThat(node.state()).isEqualTo(NodeState.BOOTING);
        }
        node = at(node, new NodeEvent.PxeBoot(), NOW.plus(Duration.ofMinutes(6)));
        assertThat(node.state()).isEqualTo(NodeState.PARKED);
        assertThat(node.detail()).contains("6 times");
    }

    @Test
    void a_hello_resets_the_boot_count_but_not_the_failures() {
        NodeRecord node = after(node(NodeState.ARMED), "PxeBoot", "Hello", "Failure", "PxeBoot", "Hello");
        assertThat(node.boots()).isZero();
        assertThat(node.failures()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAITING", "RECEIVING", "FINISHING"})
    void a_network_boot_in_the_middle_is_a_failure_and_a_new_try(NodeState state) {
        NodeRecord node = at(node(state), new NodeEvent.PxeBoot(), NOW);
        assertThat(node.state()).isEqualTo(NodeState.BOOTING);
        assertThat(node.failures()).isEqualTo(1);
        assertThat(node.boots()).isEqualTo(1);
        assertThat(node.detail()).isEqualTo("rebooted while " + state);
    }

    @Test
    void the_fourth_failure_parks() {
        NodeRecord node = node(NodeState.ARMED);
        for (int failure = 1; failure <= 3; failure++) {
            node = after(node, "PxeBoot", "Hello", "Receiving", "Failure");
            assertThat(node.state()).isEqualTo(NodeState.FAILED);
        }
        node = after(node, "PxeBoot", "Hello", "Receiving", "PxeBoot");
        assertThat(node.state()).isEqualTo(NodeState.PARKED);
        assertThat(node.detail()).contains("4 times").contains("rebooted while RECEIVING");
    }

    @Test
    void a_failure_and_the_lost_connection_behind_it_count_once() {
        NodeRecord node = after(node(NodeState.RECEIVING), "Failure", "Lost", "Failure");
        assertThat(node.failures()).isEqualTo(1);
        assertThat(node.detail()).isEqualTo("no disk");
    }

    @Test
    void arming_forgets_old_counts_and_gives_job_and_token() {
        NodeRecord old = node(NodeState.PARKED).counting(6, 4);
        NodeRecord node = at(old, new NodeEvent.Arm("job9", "cafe"), NOW);
        assertThat(node.boots() + node.failures()).isZero();
        assertThat(node.holds("job9", "cafe")).isTrue();
    }

    @Test
    void disarming_takes_job_and_token_away() {
        NodeRecord node = at(node(NodeState.FAILED), new NodeEvent.Disarm(), NOW);
        assertThat(node.job()).isEmpty();
        assertThat(node.token()).isEmpty();
    }

    @Test
    void a_half_written_disk_is_let_go_only_by_a_second_disarm() {
        assertThat(after(node(NodeState.RECEIVING), "Disarm").detail()).contains("half written");
        assertThat(after(node(NodeState.RECEIVING), "Disarm", "Disarm").state()).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void the_local_disk_is_never_booted_while_it_is_half_written_unless_the_node_was_parked_first() {
        NodeRecord failed = after(node(NodeState.WAITING), "Receiving", "Failure");
        assertThat(LIFE.on(failed, new NodeEvent.Local(), NOW).refused())
                .hasValueSatisfying(why -> assertThat(why).contains("half-written", "nodes disarm"));
        assertThat(after(failed, "Park", "Local").state()).isEqualTo(NodeState.KNOWN);
        assertThat(after(failed, "Park", "Local").disk()).isEqualTo(DiskState.WHOLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failure", "Lost", "PxeBoot", "Hello"})
    void a_half_written_disk_stays_so_whatever_happens_to_its_node(String event) {
        NodeRecord node = after(node(NodeState.WAITING), "Receiving", event, "Disarm");
        assertThat(node.state()).isEqualTo(NodeState.PARKED);
        assertThat(node.disk()).isEqualTo(DiskState.HALF_WRITTEN);
    }

    @Test
    void a_parked_node_that_is_armed_again_and_never_comes_is_still_not_let_go() {
        NodeRecord node = after(node(NodeState.WAITING), "Receiving", "Park", "Arm", "Disarm");
        assertThat(node.state()).isEqualTo(NodeState.PARKED);
    }

    @Test
    void a_finished_clone_is_known_as_ours_until_another_is_begun() {
        NodeRecord done = after(node(NodeState.WAITING), "Receiving", "Done");
        assertThat(done.disk()).isEqualTo(DiskState.CLONED);
        assertThat(after(done, "Alive", "Arm", "Disarm").disk()).isEqualTo(DiskState.CLONED);
        NodeRecord again = at(done, new NodeEvent.Arm("job7", "cafe"), NOW);
        assertThat(after(again, "PxeBoot", "Hello").disk()).isEqualTo(DiskState.CLONED);
        assertThat(after(again, "PxeBoot", "Hello", "Receiving").disk()).isEqualTo(DiskState.HALF_WRITTEN);
    }

    @Test
    void a_reason_with_c1_control_characters_still_makes_a_menu() {
        NodeRecord node = at(node(NodeState.WAITING), new NodeEvent.Failure("a\u0085b\u009bc"), NOW);
        assertThat(node.detail()).isEqualTo("a b c");
    }

    @Test
    void only_the_exact_job_and_token_are_held() {
        NodeRecord node = node(NodeState.BOOTING);
        assertThat(node.holds("job7", "cafe")).isTrue();
        assertThat(node.holds("job7", "caff")).isFalse();
        assertThat(node.holds("job7", "")).isFalse();
        assertThat(node.holds("job8", "cafe")).isFalse();
        assertThat(NodeRecord.unknown(mac(), THEN).holds("", "")).isFalse();
    }

    @Test
    void a_reason_from_a_node_is_stored_as_one_short_line() {
        NodeEvent hostile = new NodeEvent.Failure("a\nLABEL x\u001b[2J" + "y".repeat(5000));
        String detail = at(node(NodeState.WAITING), hostile, NOW).detail();
        assertThat(detail).hasSizeLessThan(210).doesNotContain("\n", "\u001b");
    }

    /** As {@link #node}, but armed again each time it has come up from its disk. */
    private static NodeRecord standing(NodeState state) {
        return node(state).armed(Arming.STANDING);
    }

    @Test
    void a_standing_switch_arms_a_machine_again_when_it_came_up_from_its_disk_and_not_before() {
        NodeRecord armed = at(node(NodeState.KNOWN), new NodeEvent.Arm("job7", "cafe", Arming.STANDING), NOW);
        assertThat(armed.detail()).contains("standing");
        NodeRecord done = after(armed, "PxeBoot", "Hello", "Receiving", "Finish", "Done");
        assertThat(done.detail()).isEqualTo("disk written; armed again when it has come up from it");
        assertThat(after(done, "Disarm").detail()).isEqualTo("disk written; disarmed");
        NodeRecord rebooted = after(done, "PxeBoot");
        assertThat(rebooted.state()).as("the boot that follows the clone").isEqualTo(NodeState.DONE);
        NodeRecord again = after(rebooted, "Alive");
        assertThat(again.state()).isEqualTo(NodeState.ARMED);
        assertThat(again.holds("job7", "cafe")).isTrue();
        assertThat(again.disk()).isEqualTo(DiskState.CLONED);
        assertThat(again.boots() + again.failures()).isZero();
        assertThat(after(again, "Alive", "Alive", "PxeBoot", "Hello", "Receiving", "Done", "Alive")
                        .arming())
                .as("the next morning")
                .isEqualTo(Arming.STANDING);
    }

    @ParameterizedTest
    @EnumSource(
            value = NodeState.class,
            names = {"ARMED", "BOOTING", "WAITING", "RECEIVING", "FINISHING", "DONE", "FAILED"})
    void whoever_takes_a_machine_out_ends_its_standing_switch(NodeState state) {
        for (String event : List.of("Disarm", "Park", "Local")) {
            if (event.equals("Local") && standing(state).disk() == DiskState.HALF_WRITTEN) {
                continue; // refused
            }
            NodeRecord out = after(standing(state), event);
            assertThat(out.arming()).as(event).isEqualTo(Arming.ONCE);
            assertThat(out.isClaimed()).as(event).isFalse();
            assertThat(after(out, "Alive", "PxeBoot", "Alive").isClaimed())
                    .as(event)
                    .isFalse();
        }
    }

    @Test
    void a_guard_that_parks_a_machine_ends_its_standing_switch() {
        NodeRecord node = standing(NodeState.WAITING).counting(0, 3);
        NodeRecord parked = after(node, "Failure");
        assertThat(parked.state()).isEqualTo(NodeState.PARKED);
        assertThat(parked.arming()).isEqualTo(Arming.ONCE);
    }

    @Test
    void arming_once_replaces_a_standing_switch() {
        NodeRecord node = after(standing(NodeState.ARMED), "Arm", "PxeBoot", "HelloOther", "Receiving", "DoneOther");
        assertThat(after(node, "Alive").state()).isEqualTo(NodeState.VERIFIED);
    }

    @Test
    void a_machine_that_is_let_go_says_why() {
        assertThat(at(node(NodeState.ARMED), new NodeEvent.Disarm("job 7 is over"), NOW)
                        .detail())
                .isEqualTo("job 7 is over");
    }

    private static NodeRecord after(NodeRecord node, String... events) {
        NodeRecord now = node;
        Instant time = NOW;
        for (String event : events) {
            time = time.plusSeconds(60);
            now = at(now, EVENTS.get(event), time);
        }
        return now;
    }

    private static NodeRecord at(NodeRecord node, NodeEvent event, Instant time) {
        Transition transition = LIFE.on(node, event, time);
        return transition.moved().orElseThrow(() -> new AssertionError(transition.toString()));
    }

    private static NodeRecord node(NodeState state) {
        return new NodeRecord(
                mac(), "n", state, disk(state), 0, 0, Optional.of("job7"), Optional.of("cafe"), Arming.ONCE, THEN, "");
    }

    private static DiskState disk(NodeState state) {
        return state.isWritingDisk() ? DiskState.HALF_WRITTEN : DiskState.WHOLE;
    }

    private static MacAddress mac() {
        return MacAddress.parse("52:54:00:77:00:01");
    }
}
