package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.clientkit.golden.DiskChoice;
import org.kaappliance.clientkit.golden.DiskPlan;
import org.kaappliance.clientkit.golden.DiskRule;
import org.kaappliance.clientkit.golden.DrivePlan;
import org.kaappliance.clientkit.golden.PartitionTable;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.node.NodeDisk.Identity;
import org.kaappliance.clientkit.node.NodeDisk.Use;
import org.kaappliance.config.ByteSize;
import org.kaappliance.config.MacAddress;

class DiskRulesTest {
    private static final NodeDisk SATA =
            disk("sda", "pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda", "120GB", "S1D5", "SSD 840");
    private static final NodeDisk SECOND =
            disk("sdb", "pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0/block/sdb", "4TB", "WD-7", "WDC WD40");
    private static final NodeDisk NVME =
            disk("nvme0n1", "pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0/nvme0n1", "250GB", "NV01", "Samsung 970");
    private static final NodeDisk ARRAY =
            disk("cciss/c0d0", "pci0000:00/0000:00:03.0/cciss0/c0d0/block/cciss!c0d0", "146GB", "", "LOGICAL VOLUME");
    private static final NodeDisk[] ALL = {SATA, SECOND, NVME, ARRAY};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size>=200GB,size<=1TB",
                "size=251GB",
                "pci-0000:02:00.0*",
                "path=pci-0000:02:00.0",
                "serial=NV01",
                "model=Samsung*",
                "model=*970",
                "name=nvme0n1",
                "wwn=wwn-NV01",
            })
    void a_rule_names_a_disk(String rule) throws PlanException {
        assertThat(mapped(choice("*", "sda", rule), "sda")).containsExactly("nvme0n1");
    }

    @Test
    void a_disk_in_a_folder_of_its_own_has_its_partitions_there() throws PlanException {
        TargetDisks disks = map(choice("*", "sda", "name=cciss/c0d0"), "sda");

        assertThat(disks.drives().get(0).partitionPaths()).containsExactly("/dev/cciss/c0d0p1");
    }

    @Test
    void the_rule_of_a_node_stands_above_the_rule_for_every_node() throws PlanException {
        DiskChoice both = choice("*", "sda", "serial=S1D5").with(rule(Plans.NODE.toString(), "sda", "serial=WD-7"));
        DiskChoice other = choice("*", "sda", "serial=S1D5").with(rule("52:54:00:00:00:99", "sda", "serial=WD-7"));

        assertThat(mapped(both, "sda")).containsExactly("sdb");
        assertThat(mapped(other, "sda")).containsExactly("sda");
    }

    @Test
    void what_a_rule_takes_is_not_there_for_drives_without_one() throws PlanException {
        assertThat(mapped(choice("*", "sdb", "serial=S1D5").with(rule("*", DiskRule.KEPT, "name=nvme*")), "sda", "sdb"))
                .containsExactly("sdb", "sda");
    }

    @Test
    void drives_with_one_rule_share_the_disks_that_it_names_in_their_order() throws PlanException {
        DiskChoice choice = choice("*", "sda", "pci-0000:00:1f.2*").with(rule("*", "sdb", "pci-0000:00:1f.2*"));

        assertThat(mapped(choice, "sda", "sdb")).containsExactly("sda", "sdb");
    }

    @Test
    void a_rule_that_names_more_disks_than_there_are_drives_is_not_certain() {
        assertThatThrownBy(() -> mapped(choice("*", "sda", "size>=200GB"), "sda"))
                .hasMessage("it is not certain which disk may be erased: rule size>=200GB for drive sda names"
                        + " sdb 4000 GB, serial WD-7, at pci-0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0/block/sdb,"
                        + " nvme0n1 250 GB, serial NV01, at pci-0000:02:00.0/nvme/nvme0/nvme0n1");
    }

    @Test
    void a_rule_that_names_no_disk_is_an_error_and_no_other_is_taken() {
        assertThatThrownBy(() -> mapped(choice("*", "sda", "serial=NONE"), "sda"))
                .hasMessageStartingWith("no disk for drive sda by rule serial=NONE (found: sda 120 GB, serial S1D5,");
    }

    @Test
    void a_kept_disk_is_never_taken() throws PlanException {
        assertThat(mapped(choice("*", DiskRule.KEPT, "serial=S1D5"), "hda")).containsExactly("sdb");
        assertThatThrownBy(() ->
                        mapped(choice("*", DiskRule.KEPT, "serial=S1D5").with(rule("*", "sda", "name=sda")), "sda"))
                .hasMessageStartingWith("no disk for drive sda by rule name=sda");
    }

    @Test
    void a_disk_with_another_serial_than_the_confirmed_one_is_not_written() throws PlanException {
        DiskChoice sata = choice("*", "sda", "name=sda");

        assertThat(mapped(sata.confirming(Plans.NODE, "S1D5"), "sda")).containsExactly("sda");
        assertThat(mapped(sata.confirming(MacAddress.parse("52:54:00:00:00:99"), "X"), "sda"))
                .containsExactly("sda");
        assertThatThrownBy(() -> mapped(sata.confirming(Plans.NODE, "WD-7"), "sda"))
                .hasMessage("the disk that would be written is not the confirmed one: serial WD-7 was confirmed, found:"
                        + " sda 120 GB, serial S1D5, at pci-0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda;"
                        + " nothing was written");
        assertThatThrownBy(() -> mapped(choice("*", "sda", "name=cciss*").confirming(Plans.NODE, "S1D5"), "sda"))
                .hasMessageContaining("serial unknown");
    }

    @Test
    void of_several_disks_every_one_is_confirmed() throws PlanException {
        DiskChoice one = choice("*", "sda", "name=sda")
                .with(rule("*", "sdb", "name=sdb"))
                .confirming(Plans.NODE, "S1D5");

        assertThatThrownBy(() -> mapped(one, "sda", "sdb")).hasMessageContaining("is not the confirmed one");
        assertThat(mapped(one.confirming(Plans.NODE, "WD-7"), "sda", "sdb")).containsExactly("sda", "sdb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "size>=many", "serial>=5", "colour=red", "size>=1GB,"})
    void a_rule_that_cannot_be_understood_is_an_error(String text) {
        assertThatThrownBy(() -> rule("*", "sda", text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static DiskRule rule(String node, String drive, String text) {
        return DiskRule.parse(node, drive, text);
    }

    private static DiskChoice choice(String node, String drive, String text) {
        return DiskChoice.BY_CONNECTION.with(rule(node, drive, text));
    }

    private static List<String> mapped(DiskChoice choice, String... drives) throws PlanException {
        return map(choice, drives).drives().stream().map(d -> d.disk().name()).toList();
    }

    private static TargetDisks map(DiskChoice choice, String... drives) throws PlanException {
        List<DrivePlan> plans = new ArrayList<>();
        for (String drive : drives) {
            plans.add(new DrivePlan(drive, PartitionTable.parseDesc("linux 10"), OptionalInt.empty()));
        }
        return DiskMapping.map(new DiskPlan(plans, List.of(), List.of()).with(choice), Plans.NODE, List.of(ALL));
    }

    private static NodeDisk disk(String name, String connection, String size, String serial, String model) {
        Identity identity = new Identity(serial, model, "wwn-" + serial);
        return new NodeDisk(name, connection, ByteSize.parse(size), 512, Use.FREE, identity);
    }
}
