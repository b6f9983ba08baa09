package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kaappliance.clientkit.golden.StorageLayer.LogicalVolume;
import org.kaappliance.clientkit.golden.StorageLayer.RaidArray;
import org.kaappliance.clientkit.golden.StorageLayer.VolumeGroup;
import org.kaappliance.config.ByteSize;

class DiskFitTest {
    private static final long MIB = 1 << 20;

    /** Volumes are {@code partition:type:usedMib}; an empty used is not known. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a larger disk: fill takes the rest, what is fixed stays
                "linux 1000;linux fill | 2:ext4:500 | 9000 | 1000 7999",
                "linux 1000;swap 500 | 1:ext4:500 | 9000 | 1000 500",
                // a smaller disk: the last file system gives way first, then those before
                "linux 1000;linux 1000 | 1:ext4:100;2:ext4:100 | 1801 | 1000 800",
                "linux 1000;linux 1000 | 1:ext4:100;2:ext4:900 | 1801 | 818 982",
                "linux 1000;linux 1000 | 1:ext4:100;2:ext4:800 | 1801 | 926 874",
                // swap only when no file system can give more
                "linux 1000;swap 500 | 1:ext4:500;2:swap: | 1201 | 700 500",
                "linux 1000;swap 500 | 1:ext4:900;2:swap: | 1201 | 982 218",
                // a fill that would get less than lies there makes the others give way
                "linux 1000;linux fill | 1:ext4:100;2:ext4:1000 | 1501 | 410 1090",
                // what is not known stays; raw partitions stay
                "linux 1000;linux 1000;type7 100 | 1:ext4:;2:ext4:100 | 1801 | 1000 700 100",
                // logical ones give way inside their extended one
                "linux 500;extended 1000;logical linux 400;logical linux 598 | 1:ext4:;5:ext4:100;6:ext4:100 | 1301 | 500 800 400 398",
                "linux 500;extended fill;logical linux 400;logical linux 600 | 1:ext4:;5:ext4:100;6:ext4:100 | 1303 | 500 802 400 400",
            })
    void a_plan_is_made_to_fit(String desc, String volumes, long diskMib, String sizes) throws PlanException {
        DiskPlan plan = plan(desc, volumes);
        DiskGeometry disk = DiskGeometry.of(ByteSize.ofMebibytes(diskMib));

        PartitionTable table =
                DiskFit.fit(plan, Map.of("sda", disk)).drives().get(0).table();

        assertThat(PartitionPlan.of(table, disk, OptionalInt.empty()).partitions().stream()
                        .map(p -> Long.toString(p.sectors() / 2048))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(sizes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux 1000;linux 1000 | 1:ext4:;2:ext4: | 1500 | drive sda: the partitions need 2001 MiB, the disk has 1500 MiB (1500MiB)",
                "linux 1000;linux 1000 | 1:ext4:900;2:ext4:700 | 1500 | drive sda: the partitions need 2001 MiB (1749 MiB at least), the disk has 1500 MiB (1500MiB)",
                "linux fill | 1:ext4:900 | 801 | drive sda: the partitions need 983 MiB, the disk has 801 MiB (801MiB)",
                "linux 800;linux fill | 1:ext4:900;2:ext4: | 5000 | /1 needs 982 MiB (900 MiB lie there, ext4 takes the rest), sda1 gets 800 MiB",
                "linux 800;linux 200 | 1:ext4:;2:xfs: | 5000 | /2 needs 300 MiB as xfs, sda2 gets 200 MiB",
            })
    void what_cannot_fit_is_refused_with_both_numbers(String desc, String volumes, long diskMib, String problem) {
        assertThat(problems(plan(desc, volumes), ByteSize.ofMebibytes(diskMib))).containsExactly(problem);
    }

    @Test
    void logical_volumes_give_way_when_their_only_disk_is_smaller() throws PlanException {
        DiskPlan fitted = DiskFit.fit(lvm(500, 300), Map.of("sda", DiskGeometry.of(ByteSize.ofMebibytes(1801))));

        assertThat(fitted.drives().get(0).table().entries().get(0).mebibytes()).hasValue(1800);
        // 1800 MiB hold 449 extents of 4 MiB; 2200 were wanted, and /home gives the difference
        assertThat(sizes(fitted)).containsExactly(1000L, 596L, 200L);
    }

    @Test
    void logical_volumes_that_cannot_give_enough_are_refused_with_both_numbers() throws PlanException {
        DiskPlan plan = lvm(850, 850);

        assertThat(problems(plan, ByteSize.ofMebibytes(1801)))
                .containsExactly(
                        "drive sda: the partitions need 2301 MiB (1926 MiB at least), the disk has 1801 MiB (1801MiB)");
    }

    @Test
    void a_volume_group_on_several_disks_has_its_volumes_give_way() throws PlanException {
        DiskGeometry disk = DiskGeometry.of(ByteSize.ofMebibytes(901));
        PartitionTable half = PartitionTable.parseDesc("type8e fill");
        List<DrivePlan> drives = List.of(
                new DrivePlan("sda", half, OptionalInt.empty()), new DrivePlan("sdb", half, OptionalInt.empty()));
        List<StorageLayer> layers = new ArrayList<>(lvm(500, 300).layers());
        layers.set(0, new VolumeGroup("vg0", names("sda1", "sdb1"), 4096));
        DiskPlan plan = new DiskPlan(drives, layers, lvm(500, 300).volumes());

        assertThat(sizes(DiskFit.fit(plan, Map.of("sda", disk, "sdb", disk)))).containsExactly(1000L, 592L, 200L);
        DiskPlan full = new DiskPlan(drives, layers, lvm(900, 900).volumes());
        assertThat(catchThrowableOfType(PlanException.class, () -> DiskFit.fit(full, Map.of("sda", disk, "sdb", disk)))
                        .problems())
                .first()
                .isEqualTo("volume group vg0: its volumes need 2200 MiB (2032 MiB at least), it has 1792 MiB");
    }

    @Test
    void a_striped_volume_takes_as_many_extents_on_each_stripe() throws PlanException {
        PartitionTable table = PartitionTable.parseDesc("type8e 101");
        List<StorageLayer> layers = List.of(
                new VolumeGroup("vg0", names("sda1", "sdb1"), 4096),
                new LogicalVolume("vg0", "a", OptionalLong.of(193), 2));
        List<DrivePlan> drives = List.of(
                new DrivePlan("sda", table, OptionalInt.empty()), new DrivePlan("sdb", table, OptionalInt.empty()));
        DiskGeometry disk = DiskGeometry.of(ByteSize.ofMebibytes(200));
        Map<String, DiskGeometry> disks = Map.of("sda", disk, "sdb", disk);

        assertThat(sizes(DiskFit.fit(new DiskPlan(drives, layers, List.of()), disks)))
                .containsExactly(193L);
        List<StorageLayer> larger = List.of(layers.get(0), new LogicalVolume("vg0", "a", OptionalLong.of(201), 2));
        assertThat(catchThrowableOfType(
                                PlanException.class, () -> DiskFit.fit(new DiskPlan(drives, larger, List.of()), disks))
                        .problems())
                .containsExactly("volume group vg0: its volumes need 208 MiB, it has 200 MiB");
    }

    @Test
    void the_members_of_an_array_give_way_to_what_the_array_needs() throws PlanException {
        List<DeviceName> members = names("sda1", "sdb1", "sdc1");
        RaidArray raid = new RaidArray(
                new DeviceName("md0"), "5", members, OptionalLong.empty(), "1.2", Optional.empty(), Optional.empty());
        List<DrivePlan> drives = new ArrayList<>();
        for (String drive : List.of("sda", "sdb", "sdc")) {
            drives.add(new DrivePlan(drive, PartitionTable.parseDesc("typefd 1000"), OptionalInt.empty()));
        }
        DiskPlan plan = new DiskPlan(drives, List.of(raid), List.of(volume("md0", FileSystemType.EXT4, 800)));
        DiskGeometry large = DiskGeometry.of(ByteSize.ofMebibytes(2000));
        DiskGeometry small = DiskGeometry.of(ByteSize.ofMebibytes(601));
        DiskGeometry tiny = DiskGeometry.of(ByteSize.ofMebibytes(401));

        DiskPlan fitted = DiskFit.fit(plan, Map.of("sda", large, "sdb", small, "sdc", large));

        assertThat(fitted.drives())
                .extracting(d -> d.table().entries().get(0).mebibytes().getAsLong())
                .containsExactly(1000L, 600L, 1000L);
        assertThat(catchThrowableOfType(
                                PlanException.class,
                                () -> DiskFit.fit(plan, Map.of("sda", large, "sdb", tiny, "sdc", large)))
                        .problems())
                .containsExactly(
                        "drive sdb: the partitions need 1001 MiB (443 MiB at least), the disk has 401 MiB (401MiB)");
    }

    @Test
    void a_layer_on_a_device_that_nobody_makes_is_an_error() throws PlanException {
        VolumeGroup group = new VolumeGroup("vg0", names("sdb1"), 4096);
        DiskPlan plan = new DiskPlan(plan("linux 10", "").drives(), List.of(group), List.of());

        assertThat(problems(plan, ByteSize.ofMebibytes(100)))
                .containsExactly("sdb1 is part of a layer and is not made by the plan");
    }

    /** A disk that is one volume group: root and home of 1000 MiB, swap of 200. */
    private static DiskPlan lvm(long rootUsed, long homeUsed) throws PlanException {
        List<StorageLayer> layers = List.of(
                new VolumeGroup("vg0", names("sda1"), 4096),
                new LogicalVolume("vg0", "root", OptionalLong.of(1000), 1),
                new LogicalVolume("vg0", "home", OptionalLong.of(1000), 1),
                new LogicalVolume("vg0", "swap", OptionalLong.of(200), 1));
        List<Volume> volumes = List.of(
                volume("vg0/root", FileSystemType.EXT4, rootUsed),
                volume("vg0/home", FileSystemType.EXT4, homeUsed),
                volume("vg0/swap", FileSystemType.SWAP, 0));
        DrivePlan drive = new DrivePlan("sda", PartitionTable.parseDesc("type8e 2300"), OptionalInt.empty());
        return new DiskPlan(List.of(drive), layers, volumes);
    }

    private static List<Long> sizes(DiskPlan plan) {
        return plan.layers().stream()
                .filter(LogicalVolume.class::isInstance)
                .map(layer -> ((LogicalVolume) layer).mebibytes().getAsLong())
                .toList();
    }

    private static List<String> problems(DiskPlan plan, ByteSize disk) {
        return catchThrowableOfType(PlanException.class, () -> DiskFit.fit(plan, Map.of("sda", DiskGeometry.of(disk))))
                .problems();
    }

    private static DiskPlan plan(String desc, String volumes) {
        try {
            PartitionTable table = PartitionTable.parseDesc(desc.replace(';', '\n'));
            List<Volume> made = new ArrayList<>();
            for (String text : volumes == null || volumes.isEmpty() ? new String[0] : volumes.split(";")) {
                String[] words = text.split(":", -1);
                made.add(volume(
                        "sda" + words[0],
                        FileSystemType.ofText(words[1]).orElseThrow(),
                        words[2].isEmpty() ? 0 : Long.parseLong(words[2])));
            }
            return new DiskPlan(List.of(new DrivePlan("sda", table, OptionalInt.empty())), List.of(), made);
        } catch (PlanException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Volume volume(String device, FileSystemType type, long usedMib) {
        Optional<String> mountPoint =
                type == FileSystemType.SWAP ? Optional.empty() : Optional.of("/" + device.replaceAll("\\D", ""));
        OptionalLong used = usedMib == 0 ? OptionalLong.empty() : OptionalLong.of(usedMib * MIB);
        return new Volume(new DeviceName(device), type, mountPoint, "id", Optional.empty(), List.of(), used);
    }

    private static List<DeviceName> names(String... names) {
        return List.of(names).stream().map(DeviceName::new).toList();
    }
}
