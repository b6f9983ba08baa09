package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.Arming;

class JobOrderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void an_order_that_was_stored_before_raw_parts_existed_is_read() throws JsonProcessingException {
        String stored = "{\"nodes\":2,\"targets\":[\"node1\",\"node2\"],"
                + "\"drives\":[{\"name\":\"sda\",\"desc\":\"linux fill\\n\"}],\"excludedDirs\":[\"/tmp\"],"
                + "\"excludedDrives\":[],\"bootLoader\":\"grub\",\"source\":\"/\",\"maxBytesPerSecond\":0,"
                + "\"waitSeconds\":60,\"retries\":2}";

        JobOrder order = JSON.readValue(stored, JobOrder.class);

        assertThat(order)
                .isEqualTo(new JobOrder(
                        2,
                        List.of("node1", "node2"),
                        List.of(new JobOrder.Drive("sda", "linux fill\n")),
                        List.of("/tmp"),
                        List.of(),
                        "grub",
                        "/",
                        0,
                        60,
                        2,
                        Arming.ONCE));
    }

    @Test
    void an_order_is_stored_with_all_that_it_says() throws JsonProcessingException {
        JobOrder.Raw raw =
                new JobOrder.Raw(List.of("sda"), List.of(new JobOrder.BootCode("sdb", "AAAA")), List.of("sda1"));
        JobOrder order = new JobOrder(
                1, List.of(), List.of(), List.of(), List.of(), "none", "/", 0, 0, 0, Arming.STANDING, raw, "sample");

        assertThat(JSON.readValue(JSON.writeValueAsString(order), JobOrder.class))
                .isEqualTo(order);
        assertThat(order.onto(List.of(MacAddress.parse("52:54:00:00:00:01")), Arming.ONCE)
                        .raw())
                .isEqualTo(raw);
        assertThat(order.waitingAsSet()).isEqualTo(order);
    }
}
