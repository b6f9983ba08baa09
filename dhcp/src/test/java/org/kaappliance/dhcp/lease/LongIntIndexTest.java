package org.kaappliance.dhcp.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class LongIntIndexTest {

    @Test
    public void it_holds_what_a_map_holds_whatever_is_put_and_removed() {
        long seed = 99;
        Random random = new Random(seed);
        LongIntIndex index = new LongIntIndex();
        Map<Long, Integer> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            long key = random.nextInt(500) * 0x1_0000_0001L;
            if (random.nextBoolean()) {
                index.put(key, step);
                model.put(key, step);
            } else {
                index.remove(key);
                model.remove(key);
            }
            long other = random.nextInt(500) * 0x1_0000_0001L;
            assertThat(index.get(other)).as("seed " + seed).isEqualTo(model.getOrDefault(other, LongIntIndex.ABSENT));
        }
        assertThat(index.size()).isEqualTo(model.size());
    }
}
