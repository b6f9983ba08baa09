package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kaappliance.clientkit.golden.DiskChoice;
import org.kaappliance.clientkit.golden.DiskRule;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.config.DiskSettings;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;

class OwnDisksTest {
    private static final MacAddress ONE = MacAddress.parse("52:54:00:77:00:01");
    private static final MacAddress TWO = MacAddress.parse("52:54:00:77:00:02");
    private static final OwnDisks SET = new OwnDisks(
            new DiskSettings(
                    Map.of("sda", List.of("size>=200GB"), "sdb", List.of("model=A*", "model=B*")),
                    List.of("model=Backup*"),
                    List.of()),
            Map.of(ONE, new DiskSettings(Map.of("sda", List.of("serial=S1")), List.of(), List.of("S1"))));

    private static DiskChoice choice(OwnDisks set, JobOrder.Disks said) throws PlanException {
        return set.choice(JobOrders.small(
                new JobOrder.Machines(2, List.of(ONE.toString(), TWO.toString()), Arming.ONCE),
                "/",
                JobOrder.Rounds.AS_SET,
                said));
    }

    private static DiskChoice choice(OwnDisks set, JobOrder.Rule... said) throws PlanException {
        return choice(set, new JobOrder.Disks(List.of(said), Map.of()));
    }

    private static List<String> rules(DiskChoice choice, MacAddress node, String drive) {
        return choice.rulesFor(node, drive).stream().map(DiskRule::text).toList();
    }

    private static JobOrder.Rule said(String node, String drive, String rule) {
        return new JobOrder.Rule(node, drive, rule);
    }

    @Test
    void nothing_said_and_nothing_set_goes_by_connection() throws PlanException {
        assertThat(choice(OwnDisks.NONE)).isEqualTo(DiskChoice.BY_CONNECTION);
    }

    @Test
    void a_machine_s_own_settings_come_before_those_of_all() throws PlanException {
        DiskChoice choice = choice(SET);
        assertThat(rules(choice, ONE, "sda")).containsExactly("serial=S1");
        assertThat(rules(choice, TWO, "sda")).containsExactly("size>=200GB");
        assertThat(rules(choice, ONE, "sdb")).containsExactly("model=A*", "model=B*");
        assertThat(choice.confirmed()).isEqualTo(Map.of(ONE, Set.of("S1")));
    }

    @Test
    void what_is_said_of_all_machines_comes_before_a_machine_s_own_settings() throws PlanException {
        DiskChoice choice = choice(SET, said("*", "sda", "wwn=0x5*"));
        assertThat(rules(choice, ONE, "sda")).containsExactly("wwn=0x5*");
        assertThat(rules(choice, TWO, "sda")).containsExactly("wwn=0x5*");
        assertThat(rules(choice, TWO, "sdb")).containsExactly("model=A*", "model=B*");
    }

    @Test
    void what_is_said_of_one_machine_comes_before_everything() throws PlanException {
        DiskChoice choice = choice(SET, said("*", "sda", "wwn=0x5*"), said(ONE.toString(), "sda", "name=sdc"));
        assertThat(rules(choice, ONE, "sda")).containsExactly("name=sdc");
        assertThat(rules(choice, TWO, "sda")).containsExactly("wwn=0x5*");
    }

    @Test
    void disks_that_are_never_written_add_up() throws PlanException {
        OwnDisks set =
                new OwnDisks(SET.all(), Map.of(TWO, new DiskSettings(Map.of(), List.of("size<=64GB"), List.of())));
        DiskChoice choice = choice(set, said("*", "-", "name=sdz"), said(ONE.toString(), "-", "name=sdy"));
        assertThat(rules(choice, ONE, "-")).containsExactlyInAnyOrder("name=sdy", "name=sdz", "model=Backup*");
        assertThat(rules(choice, TWO, "-")).containsExactlyInAnyOrder("size<=64GB", "name=sdz", "model=Backup*");
        assertThat(rules(choice(set), ONE, "-")).containsExactly("model=Backup*");
    }

    @Test
    void a_serial_number_that_is_set_always_holds() throws PlanException {
        JobOrder.Disks other = new JobOrder.Disks(List.of(), Map.of(ONE.toString(), List.of("S9")));
        assertThatThrownBy(() -> choice(SET, other))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(ONE + ": --confirm-disk")
                .hasMessageContaining("says serial S9")
                .hasMessageContaining("machines[].clone.confirm-disk in the settings says S1");
        JobOrder.Disks same =
                new JobOrder.Disks(List.of(), Map.of(ONE.toString(), List.of("S1"), TWO.toString(), List.of("S2")));
        assertThat(choice(SET, same).confirmed()).isEqualTo(Map.of(ONE, Set.of("S1"), TWO, Set.of("S2")));
    }

    @Test
    void no_serial_number_that_is_said_hides_none_that_is_set() throws PlanException {
        JobOrder.Disks said = new JobOrder.Disks(List.of(), Map.of(ONE.toString(), List.of()));
        assertThat(choice(SET, said).confirmed()).isEqualTo(Map.of(ONE, Set.of("S1")));
    }

    @Test
    void several_rules_for_one_drive_stay_several() throws PlanException {
        DiskChoice choice = choice(SET, said("*", "sda", "name=sdb"), said("*", "sda", "name=sdc"));
        assertThat(rules(choice, TWO, "sda")).isEqualTo(Arrays.asList("name=sdb", "name=sdc"));
    }
}
