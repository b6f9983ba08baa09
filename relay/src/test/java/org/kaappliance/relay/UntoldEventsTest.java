package org.kaappliance.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kaappliance.config.Ipv4Subnet;

@Timeout(10)
class UntoldEventsTest {
    private static final SendEvent.Ended ENDED =
            new SendEvent.Ended(new SendResult(0, Duration.ZERO, List.of(), List.of(), Optional.empty()));

    private final UntoldEvents untold = new UntoldEvents();

    private List<SendEvent> takeAll() throws InterruptedException {
        List<SendEvent> all = new ArrayList<>();
        do {
            all.add(untold.take());
        } while (!(all.get(all.size() - 1) instanceof SendEvent.Ended));
        return all;
    }

    @Test
    void what_strangers_cause_while_the_listener_is_slow_is_bounded_and_counted() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            untold.add(new SendEvent.Joined("n" + i, Ipv4Subnet.address("10.0.0.7")));
            untold.add(new SendEvent.NodeLost("n" + i, "left"));
        }
        untold.add(new SendEvent.NodeDone("good"));
        untold.add(ENDED);
        List<SendEvent> all = takeAll();
        assertThat(all).hasSizeLessThan(10_000).contains(new SendEvent.NodeDone("good"));
        long kept = all.size() - 3;
        assertThat(all.get(all.size() - 2))
                .isEqualTo(new SendEvent.Notice(
                        (20_000 - kept) + " events were too many for the listener and are left out"));
    }

    @Test
    void a_slow_listener_misses_positions_and_nothing_else() throws Exception {
        for (int i = 0; i < 1000; i++) {
            untold.add(new SendEvent.Progress(List.of(), i, Optional.empty()));
        }
        untold.add(new SendEvent.Repaired(2));
        untold.add(ENDED);
        assertThat(takeAll()).hasSize(66).endsWith(new SendEvent.Repaired(2), ENDED);
    }
}
