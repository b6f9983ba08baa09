package org.kaappliance.clientkit.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
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
                .replaceFirst("ka-clone\t1", "ka-clone\t2")
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ClonePlan.decode(other))
                .hasMessage("the description has version 2, this node reads 1: build the kit again");
    }

    @Test
    void something_else_is_no_description() {
        assertThatThrownBy(() -> ClonePlan.decode("hello\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("this is not a clone description");
    }
}
