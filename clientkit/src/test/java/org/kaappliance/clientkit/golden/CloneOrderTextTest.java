package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.MacAddress;

class CloneOrderTextTest {
    private static final List<MacAddress> MACS =
            List.of(MacAddress.parse("52:54:00:77:00:02"), MacAddress.parse("52:54:00:77:00:01"));

    @Test
    void an_order_comes_back_as_it_was() throws PlanException {
        CloneRequest request = new CloneRequest(
                Path.of("/golden"),
                List.of(
                        new DriveDescription("sda", SeedPlans.GUIBPIV),
                        new DriveDescription("sdb", "linux 5\ntype7 9")),
                Set.of(),
                List.of("/tmp", "/with\ttab and ünicode\n"),
                new BootLoader(BootLoader.Kind.GRUB, List.of("--with=jfs")));
        ClonePlan plan = SeedPlans.plan(request, SeedPlans.GUIBPIV_FSTAB);

        assertThat(ClonePlan.decode(plan.encode("j1", MACS)))
                .isEqualTo(new CloneOrder("j1", new TreeSet<>(MACS), plan));
    }

    @Test
    void layers_names_and_subvolumes_come_back_too() throws PlanException {
        UUID part = new UUID(1, 2);
        PartitionTable table = new PartitionTable(
                DiskLabel.GPT,
                List.of(
                        new PartitionEntry(
                                1,
                                PartitionEntry.Level.PRIMARY,
                                PartitionType.GPT_ESP,
                                OptionalLong.of(512),
                                Optional.of("EFI System"),
                                Optional.of(part)),
                        new PartitionEntry(
                                2, PartitionEntry.Level.PRIMARY, PartitionType.GPT_RAID, OptionalLong.empty())));
        DeviceName md = new DeviceName("md0");
        List<StorageLayer> layers = List.of(
                new StorageLayer.RaidArray(
                        md,
                        "1",
                        List.of(new DeviceName("sda2"), new DeviceName("sdb2")),
                        OptionalLong.empty(),
                        "1.2",
                        Optional.of("gold:0"),
                        Optional.of("11111111:22222222:33333333:44444444")),
                new StorageLayer.LuksContainer(md, "cr0", Optional.empty()).with(new LuksKey("open sesame")),
                new StorageLayer.LuksContainer(new DeviceName("sda1"), "cr1", Optional.of("u")),
                new StorageLayer.VolumeGroup("vg0", List.of(new DeviceName("mapper/cr0")), 4096),
                new StorageLayer.LogicalVolume("vg0", "root", OptionalLong.of(3000), 2),
                new StorageLayer.LogicalVolume("vg0", "home", OptionalLong.empty(), 1));
        Volume home = new Volume(
                new DeviceName("vg0/home"),
                FileSystemType.EXT4,
                Optional.empty(),
                "1234-ABCD",
                Optional.of("my home"),
                List.of(
                        new Volume.Subvolume("@home", Optional.of("/home")),
                        new Volume.Subvolume("@snap", Optional.empty())),
                OptionalLong.of(12345));
        List<DrivePlan> drives = List.of(
                new DrivePlan("sda", table, OptionalInt.empty()), new DrivePlan("sdb", table, OptionalInt.of(2)));
        DiskChoice choice = DiskChoice.BY_CONNECTION
                .with(DiskRule.parse("*", "sda", "size>=200GB,model=Samsung*"))
                .with(DiskRule.parse("52:54:00:77:00:02", DiskRule.KEPT, "serial=WD-1"))
                .confirming(MACS.get(0), "S1")
                .confirming(MACS.get(0), "S2");
        ClonePlan seed = SeedPlans.fourPartitions();
        ClonePlan plan = new ClonePlan(
                new DiskPlan(drives, layers, List.of(home), choice),
                seed.content(),
                seed.finish(),
                List.of("a\twarning"));

        assertThat(ClonePlan.decode(plan.encode("j1", MACS)).plan()).isEqualTo(plan);
        assertThat(plan.disks().mountPoints()).containsExactly("/home");
    }

    @Test
    void every_cut_is_noticed() throws PlanException {
        byte[] whole = SeedPlans.fourPartitions().encode("j1", MACS);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ClonePlan.decode(cut))
                    .as("cut to %d", length)
                    .isInstanceOf(PlanException.class);
        }
    }

    @Test
    void a_changed_bit_is_noticed() throws PlanException {
        byte[] whole = SeedPlans.fourPartitions().encode("j1", MACS);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(catchThrowable(() -> ClonePlan.decode(changed)))
                    .as("seed %d", seed)
                    .isInstanceOf(PlanException.class);
        }
    }

    @Test
    void another_version_says_what_to_do() throws PlanException {
        byte[] other = new String(SeedPlans.fourPartitions().encode("j1", MACS), StandardCharsets.UTF_8)
                .replaceFirst("ka-clone\t2", "ka-clone\t3")
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ClonePlan.decode(other))
                .hasMessage("the description has version 3, this node reads 2: build the kit again");
    }

    @Test
    void something_else_is_no_description() {
        assertThatThrownBy(() -> ClonePlan.decode("hello\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("this is not a clone description");
    }
}
