package org.kaappliance.appliance.lab;

import static org.kaappliance.appliance.lab.RelayFault.lost;
import static org.kaappliance.appliance.lab.RelayFault.survived;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.kaappliance.appliance.lab.RelayFault.Kind;

/** A fault in the middle of a stream to four machines, with real processes of the jar. The whole matrix: {@link RelayFaultMatrixIT}. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RelayFaultsIT {
    private static final int NODES = 4;

    private RelayFleet fleet;

    @BeforeAll
    void make() throws IOException {
        fleet = new RelayFleet();
    }

    @AfterAll
    void remove() throws IOException {
        fleet.close();
    }

    @Test
    @Order(1) // the others say what they cost over this one
    void without_a_fault_every_node_has_the_stream() throws Exception {
        fleet.undisturbed(NODES);
    }

    @Test
    void a_node_in_the_middle_that_is_killed_costs_nobody_the_stream() throws Exception {
        fleet.disturbed(NODES, lost("killed in the middle", Kind.KILL, 2));
    }

    @Test
    void a_node_that_stands_still_for_good_is_left_behind() throws Exception {
        fleet.disturbed(NODES, lost("SIGSTOP", Kind.STOP, 2));
    }

    @Test
    void a_node_that_stood_still_for_two_seconds_has_the_stream_too() throws Exception {
        fleet.disturbed(NODES, survived("SIGSTOP for 2 s", Kind.STOP_AND_CONTINUE, 3));
    }

    @Test
    void the_first_node_of_the_chain_can_be_unplugged() throws Exception {
        fleet.disturbed(NODES, lost("cable of the first", Kind.CABLE, 1));
    }

    @Test
    void a_slow_disk_costs_the_others_little_and_is_named() throws Exception {
        fleet.slowSink(NODES);
    }
}
