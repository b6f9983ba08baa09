package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
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
                        new JobOrder.Machines(2, List.of("node1", "node2"), Arming.ONCE),
                        new JobOrder.Golden(
                                "/",
                                List.of(new JobOrder.Drive("sda", "linux fill\n")),
                                List.of("/tmp"),
                                List.of(),
                                JobOrder.Raw.NONE),
                        new JobOrder.Finish("grub", "full"),
                        new JobOrder.Rounds(0, 60, 2),
                        JobOrder.Disks.BY_CONNECTION));
    }

    @Test
    void an_order_that_was_stored_before_there_were_parts_is_read_with_all_that_it_says()
            throws JsonProcessingException {
        String stored = "{\"nodes\":1,\"targets\":[\"52:54:00:00:00:01\"],\"drives\":[],\"excludedDirs\":[],"
                + "\"excludedDrives\":[\"sdb\"],\"bootLoader\":\"none\",\"source\":\"/srv/golden\","
                + "\"maxBytesPerSecond\":1048576,\"waitSeconds\":0,\"retries\":1,\"arming\":\"STANDING\","
                + "\"raw\":{\"takenBootCode\":[\"sda\"],\"bootCode\":[],\"partitions\":[\"sda1\"]},\"verify\":\"sample\"}";

        JobOrder order = JSON.readValue(stored, JobOrder.class);

        assertThat(order.machines()).isEqualTo(new JobOrder.Machines(1, List.of("52:54:00:00:00:01"), Arming.STANDING));
        assertThat(order.golden().source()).isEqualTo("/srv/golden");
        assertThat(order.golden().excludedDrives()).containsExactly("sdb");
        assertThat(order.golden().raw())
                .isEqualTo(new JobOrder.Raw(List.of("sda"), List.of(), List.of("sda1"), List.of()));
        assertThat(order.finish()).isEqualTo(new JobOrder.Finish("none", "sample"));
        assertThat(order.rounds()).isEqualTo(new JobOrder.Rounds(1 << 20, 0, 1));
    }

    @Test
    void an_order_is_stored_with_all_that_it_says() throws JsonProcessingException {
        JobOrder.Raw raw = new JobOrder.Raw(
                List.of("sda"),
                List.of(new JobOrder.BootCode("sdb", "AAAA")),
                List.of("sda1"),
                List.of(new JobOrder.Image("sdc", "/srv/windows.qcow2")));
        JobOrder.Disks disks = new JobOrder.Disks(
                List.of(new JobOrder.Rule(JobOrder.Rule.EVERY, "sda", "size>=200GB")),
                Map.of("52:54:00:00:00:01", List.of("S1", "S2")),
                List.of("sda", "sdc"));
        JobOrder order = new JobOrder(
                new JobOrder.Machines(1, List.of(), Arming.STANDING),
                new JobOrder.Golden("/", List.of(), List.of(), List.of(), raw),
                new JobOrder.Finish("none", "sample"),
                JobOrder.Rounds.AS_SET,
                disks);

        assertThat(JSON.readValue(JSON.writeValueAsString(order), JobOrder.class))
                .isEqualTo(order);
        assertThat(order.onto(List.of(MacAddress.parse("52:54:00:00:00:01")), Arming.ONCE)
                        .golden()
                        .raw())
                .isEqualTo(raw);
        assertThat(order.waitingAsSet()).isEqualTo(order);
        assertThat(order.onto(List.of(MacAddress.parse("52:54:00:00:00:02")), Arming.ONCE)
                        .disks()
                        .agreed())
                .containsExactly("sda", "sdc");
    }
}
