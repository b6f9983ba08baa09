package org.kaappliance.appliance.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.pxemenu.Transition;

class FleetTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");

    @TempDir
    private Path dir;

    private StateStore store;
    private Fleet fleet;

    @BeforeEach
    void open() throws IOException {
        store = StateStore.open(dir);
        fleet = newFleet();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Fleet newFleet() {
        return new Fleet(new StoredNodes(store), new NodeLife(NodeLifeSettings.DEFAULT), () -> Instant.EPOCH);
    }

    @Test
    void an_armed_node_is_still_armed_after_a_restart() throws IOException {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        fleet.applyNow(MAC, new NodeEvent.Arm("7", "00ff"));
        store.close();
        store = StateStore.open(dir);
        NodeRecord node = newFleet().find("node1").orElseThrow();
        assertThat(node.state()).isEqualTo(NodeState.ARMED);
        assertThat(node.holds("7", "00ff")).isTrue();
        assertThat(node.holds("7", "00fe")).isFalse();
    }

    @Test
    void a_transition_is_not_visible_before_it_is_stored() throws InterruptedException {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        CountDownLatch writerIsBusy = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        store.write(c -> {
            writerIsBusy.countDown();
            awaitQuietly(letGo);
        });
        writerIsBusy.await();
        CompletableFuture<Transition> armed = fleet.apply(MAC, new NodeEvent.Arm("7", "00ff"));
        assertThat(armed).isNotDone();
        assertThat(fleet.find(MAC).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
        letGo.countDown();
        assertThat(armed.join().moved()).isPresent();
        assertThat(fleet.find(MAC).orElseThrow().state()).isEqualTo(NodeState.ARMED);
    }

    @Test
    void two_events_at_once_build_on_each_other_although_none_is_stored_yet() throws InterruptedException {
        CountDownLatch letGo = new CountDownLatch(1);
        store.write(c -> awaitQuietly(letGo));
        fleet.apply(MAC, new NodeEvent.Registered("node1"));
        CompletableFuture<Transition> armed = fleet.apply(MAC, new NodeEvent.Arm("7", "00ff"));
        letGo.countDown();
        assertThat(armed.join().refused()).isEmpty();
        assertThat(fleet.find(MAC).orElseThrow().state()).isEqualTo(NodeState.ARMED);
    }

    @Test
    void a_write_that_fails_leaves_the_node_as_it_was() {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        store.close();
        CompletableFuture<Transition> armed = fleet.apply(MAC, new NodeEvent.Arm("7", "00ff"));
        assertThatThrownBy(armed::join).isInstanceOf(CompletionException.class).hasMessageContaining("closed");
        assertThat(fleet.find(MAC).orElseThrow().state()).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void an_unknown_machine_is_seen_and_never_armed() {
        fleet.applyNow(MAC, new NodeEvent.PxeBoot());
        assertThat(fleet.find(MAC).orElseThrow().state()).isEqualTo(NodeState.UNKNOWN);
        assertThat(fleet.applyNow(MAC, new NodeEvent.Arm("7", "00ff")).refused())
                .isPresent();
    }

    @Test
    void a_node_is_found_by_name_and_by_address_in_any_case() {
        fleet.applyNow(MAC, new NodeEvent.Registered("node1"));
        assertThat(fleet.find("NODE1")).isPresent();
        assertThat(fleet.find("52-54-00-77-00-01")).isPresent();
        assertThat(fleet.find("node2")).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_transition_that_is_stored_late_is_not_told_over_what_happened_since() {
        AtomicLong seconds = new AtomicLong();
        Fleet later = new Fleet(
                new StoredNodes(store),
                new NodeLife(NodeLifeSettings.DEFAULT),
                () -> Instant.ofEpochSecond(seconds.incrementAndGet()));
        CountDownLatch disk = new CountDownLatch(1);
        store.write(c -> awaitUninterrupted(disk));
        CompletableFuture<Transition> stored = later.apply(MAC, new NodeEvent.Registered("node1"));
        later.note(MAC, "LOG", "since");
        disk.countDown();
        stored.join();
        assertThat(later.lastEvents().get(MAC).text()).isEqualTo("since");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
