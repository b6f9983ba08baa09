package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ToolOutputTest {
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Test
    void all_lines_are_heard_in_their_order_before_the_end() {
        try (ToolOutput output = new ToolOutput(heard::add)) {
            for (int i = 0; i < 100; i++) {
                output.accept("line " + i);
            }
        }

        assertThat(heard).hasSize(100).startsWith("line 0", "line 1").endsWith("line 99");
    }

    @Test
    void a_console_that_stands_still_holds_up_no_tool() throws Exception {
        CountDownLatch console = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        StepLog slow = line -> {
            heard.add(line);
            busy.countDown();
            await(console);
        };
        try (ToolOutput output = new ToolOutput(slow)) {
            output.accept("first");
            busy.await();
            new Tools(List.of(), output).run(List.of("seq", "10000"));
            console.countDown();
        }

        assertThat(heard)
                .hasSize(1 + ToolOutput.MAX_WAITING + 1)
                .startsWith("first", "seq: 1")
                .endsWith(10000 - ToolOutput.MAX_WAITING + " lines of the tools were dropped here");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
