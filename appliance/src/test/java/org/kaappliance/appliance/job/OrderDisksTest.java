package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.appliance.store.StoredJobs;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.DiskChoice;
import org.kaappliance.config.DiskSettings;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeRecord;
import org.kaappliance.pxemenu.NodeState;

/** What is said of disks: from the order to the plan that nodes get. */
@Timeout(60)
class OrderDisksTest extends JobLab {
    private JobOrder order(JobOrder.Rule rule, Map<String, List<String>> confirmed) {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        fleet.applyNow(TWO, new NodeEvent.Registered("node2"));
        return goldenOrder(2, 0, ONE, TWO).with(new JobOrder.Disks(List.of(rule), confirmed));
    }

    private static JobOrder.Rule rule(String node, String drive, String rule) {
        return new JobOrder.Rule(node, drive, rule);
    }

    @Test
    void names_become_machines_and_the_plan_shows_whose_disk_becomes_what() throws Exception {
        board.planWith(OwnPlanner.NOTHING_SET.with(new OwnDisks(
                new DiskSettings(Map.of(), List.of("model=Backup*"), List.of()),
                Map.of(TWO, new DiskSettings(Map.of(), List.of(), List.of("S2"))))));

        JobBoard.Plan plan =
                board.plan(order(rule("node1", "sda", "serial=S1,size>=1GB"), Map.of("node1", List.of("S1"))));

        assertThat(plan.text())
                .contains(
                        "+ Disks by rule :",
                        "     never written : model=Backup*",
                        "     drive sda of node1 : serial=S1,size>=1GB",
                        "+ Confirmed disks, any other is refused :",
                        "     node1 : serial S1",
                        "     node2 : serial S2");
        assertThat(plan.order().disks())
                .isEqualTo(new JobOrder.Disks(
                        List.of(rule(ONE.toString(), "sda", "serial=S1,size>=1GB")),
                        Map.of(ONE.toString(), List.of("S1")),
                        List.of("sda")));
        assertThat(plan.unconfirmed()).isEmpty();
        assertThat(plan.drives()).containsExactly("sda");
    }

    @Test
    void who_is_not_confirmed_is_told() throws Exception {
        JobBoard.Plan plan = board.plan(order(rule("*", "sda", "size>=1GB"), Map.of("node1", List.of("S1"))));
        assertThat(plan.unconfirmed()).extracting(NodeRecord::name).containsExactly("node2");
    }

    @Test
    void a_node_receives_what_was_said_and_a_restart_forgets_nothing_of_it() throws Exception {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        String id = board.start(goldenOrder(1, 0, ONE)
                .with(new JobOrder.Disks(List.of(rule("node*", "sda", "size>=1GB")), Map.of("node1", List.of("S1")))));
        restart();
        TestNode node = node(ONE, id).boots();
        node.receive("getstage2");

        DiskChoice choice =
                ClonePlan.decode(node.receive("kainstall1")).plan().disks().choice();

        assertThat(choice.rulesFor(ONE, "sda")).hasSize(1);
        assertThat(choice.confirmed()).isEqualTo(Map.of(ONE, Set.of("S1")));
        board.cancel(id);
    }

    @Test
    void a_repeated_order_keeps_what_is_said_of_all_and_of_its_own_machines() throws Exception {
        String id = board.start(order(rule("node1", "sda", "size>=1GB"), Map.of("node2", List.of("S2"))));
        board.cancel(id);
        JobOrder again =
                board.pastOrders().repeat(id, List.of(TWO), Arming.ONCE).order();
        assertThat(again.disks()).isEqualTo(new JobOrder.Disks(List.of(), Map.of(TWO.toString(), List.of("S2"))));
    }

    @Test
    void other_drives_than_those_that_were_agreed_to_are_refused() {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        JobOrder order = goldenOrder(1, 0, ONE);
        assertThatThrownBy(() -> board.start(order.with(order.disks().agreeing(List.of("sda", "sdb")))))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("drive sdb of the golden system went since this was agreed to");
        assertThatThrownBy(() -> board.start(order.with(order.disks().agreeing(List.of("sdb")))))
                .hasMessageContaining("drive sda of the golden system came since this was agreed to")
                .hasMessageContaining("clone anew with -X sda");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
    }

    @Test
    void a_stored_job_is_bound_to_the_drives_that_were_agreed_to_and_one_of_before_is_not() throws Exception {
        fleet.applyNow(ONE, new NodeEvent.Registered("node1"));
        String id = board.start(goldenOrder(1, 0, ONE));
        goesOnWith("\"agreed\":[\"sda\"]", "\"agreed\":[]");
        assertThat(board.snapshots().get(0).state()).isEqualTo("running");
        goesOnWith("\"agreed\":[]", "\"agreed\":[\"sda\",\"sdb\"]");
        assertThat(board.snapshots().get(0).state()).isEqualTo("failed");
        assertThat(board.snapshots().get(0).detail()).contains("cannot go on", "drive sdb", "went");
        assertThat(state(ONE)).isEqualTo(NodeState.KNOWN);
        assertThat(board.pastOrders()
                        .repeat(id, List.of(ONE), Arming.ONCE)
                        .order()
                        .disks()
                        .agreed())
                .as("who repeats it is shown the drives and agrees anew")
                .isEmpty();
    }

    private void goesOnWith(String before, String now) throws Exception {
        close();
        start();
        StoredJobs jobs = new StoredJobs(store);
        StoredJobs.Row row = jobs.load().get(0);
        assertThat(row.order()).contains(before);
        jobs.save(new StoredJobs.Row(
                        row.id(),
                        row.created(),
                        row.state(),
                        row.order().replace(before, now),
                        row.detail(),
                        row.key()))
                .join();
        board.resume();
    }

    @Test
    void mistakes_are_refused_with_the_option_that_they_stand_in() {
        refused(rule("node7", "sda", "name=sdb"), Map.of(), "--disk: ", "node7");
        refused(rule("*", "sdq", "name=sdb"), Map.of(), "--disk sdq=name=sdb: no drive sdq is made, but sda");
        refused(
                rule("*", "sda", "name=sdb"),
                Map.of("node*", List.of("S")),
                "--confirm-disk node*: these are 2 machines");
        refused(
                rule("*", "sda", "name=sdb"),
                Map.of("node1", List.of("S1", "S2")),
                ONE + ": the confirmed disks are S1 S2",
                "one serial number for each");
        for (List<String> none : List.of(List.<String>of(), List.of(""), List.of("S1", " "))) {
            refused(
                    rule("*", "sda", "name=sdb"),
                    Map.of("node1", none),
                    "--confirm-disk node1: a serial number is missing");
        }
        fleet.applyNow(MacAddress.parse("52:54:00:77:00:07"), new NodeEvent.Registered("other"));
        refused(rule("other", "sda", "name=sdb"), Map.of(), "--disk other: this is none of the machines of this clone");
    }

    private void refused(JobOrder.Rule rule, Map<String, List<String>> confirmed, String... words) {
        assertThatThrownBy(() -> board.plan(order(rule, confirmed)))
                .isInstanceOf(ControlException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }
}
