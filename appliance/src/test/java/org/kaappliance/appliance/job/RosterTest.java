package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.fleet.Fleet;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.relay.Bottleneck;
import org.kaappliance.relay.NodeFigures;
import org.kaappliance.relay.SendEvent;

/** What a job shows while a session of it runs. */
class RosterTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");
    private static final String NODE = MAC.toString();

    @TempDir
    private Path dir;

    private long nanos = 1;
    private StateStore store;
    private Roster roster;
    private SessionWatch watch;

    @BeforeEach
    void open() throws Exception {
        store = StateStore.open(dir.resolve("state"));
        Fleet fleet = new Fleet(
                new StoredNodes(store),
                new NodeLife(new NodeLifeSettings(5, 3, Duration.ofSeconds(20))),
                Clock.systemUTC());
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        roster = new Roster("1", Arming.ONCE, List.of(new Member(MAC, "node1", "token")), fleet, () -> nanos);
        roster.beginSession("kainstall2-1", List.of(), 9_000);
        watch = new SessionWatch("1", "kainstall2", roster);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JobSnapshot.Row row() {
        return roster.snapshot().nodes().get(0);
    }

    private String detail() {
        return row().detail();
    }

    @Test
    void clones_of_a_short_time_are_counted_and_forgotten_after_it() {
        Member node = roster.get(MAC);
        for (int clone = 0; clone < 4; clone++) {
            assertThat(roster.tooOften(node)).isEmpty();
            node.newTry();
            roster.done(node);
            roster.done(node); // said again
        }
        assertThat(roster.tooOften(node)).isPresent();
        nanos += Duration.ofHours(2).toNanos();
        assertThat(roster.tooOften(node)).isPresent();
        nanos++;
        assertThat(roster.tooOften(node)).isEmpty();
    }

    @Test
    void percentages_count_the_content_and_not_what_is_carried_of_it() {
        NodeFigures half = new NodeFigures(NODE, 1_500, 0, 0, 0, NodeFigures.Standing.RECEIVING, "");
        Bottleneck disk = new Bottleneck(Bottleneck.Limit.SINK, NODE, 1, 0);
        watch.on(new SendEvent.Progress(List.of(half), 3_000, Optional.of(disk)).withContent(9_000));
        assertThat(row().percent()).isEqualTo(50);
        assertThat(row().bytes()).isEqualTo(4_500);
        assertThat(roster.snapshot().sent()).isEqualTo(9_000);
        assertThat(roster.snapshot().limitedBy()).isEqualTo("node1's disk");
        roster.endSession();
        assertThat(roster.snapshot().limitedBy()).isEmpty();
    }

    @Test
    void the_time_that_is_left_is_of_a_steady_rate() {
        roster.newRound(List.of(roster.get(MAC)));
        roster.beginSession("kainstall2-1", List.of(), 9_000_000);
        assertThat(row().left()).as("not known yet").isZero();
        for (int second = 1; second <= 10; second++) {
            nanos += 1_000_000_000L;
            NodeFigures figures = new NodeFigures(NODE, second * 100_000L, 0, 0, 0, NodeFigures.Standing.RECEIVING, "");
            watch.on(new SendEvent.Progress(List.of(figures), second * 100_000L, Optional.empty()));
        }
        assertThat(row().left()).isEqualTo(80);
        nanos += 1_000_000_000L; // a second without a byte
        NodeFigures same = new NodeFigures(NODE, 1_000_000, 0, 0, 0, NodeFigures.Standing.RECEIVING, "");
        watch.on(new SendEvent.Progress(List.of(same), 1_000_000, Optional.empty()));
        assertThat(row().rate()).isZero();
        assertThat(row().left()).isEqualTo(100);
    }

    @Test
    void a_node_that_has_no_place_is_shown_so_and_its_try_goes_on() {
        watch.on(new SendEvent.SetAside(NODE, "too slow"));
        assertThat(detail()).isEqualTo("set aside: too slow");
        watch.on(new SendEvent.Returned(NODE, 512));
        assertThat(detail()).isEmpty();
        watch.on(new SendEvent.NodeLost(NODE, "silent for 5 s"));
        assertThat(detail()).isEqualTo("lost, may come back: silent for 5 s");
        assertThat(roster.lost(roster.get(MAC))).contains("silent for 5 s");
        assertThat(roster.isUnderWay(roster.get(MAC))).isTrue();
        watch.on(new SendEvent.Joined(NODE, Ipv4Subnet.address("10.0.0.7")));
        assertThat(detail()).isEmpty();
        assertThat(roster.lost(roster.get(MAC))).isEmpty();
    }

    @Test
    void a_try_that_is_over_keeps_its_reason() {
        watch.on(new SendEvent.NodeLost(NODE, "silent for 5 s"));
        roster.giveUp(roster.get(MAC), "FORMAT: broken");
        watch.on(new SendEvent.NodeLost(NODE, "left"));
        assertThat(detail()).isEqualTo("FORMAT: broken");
    }
}
