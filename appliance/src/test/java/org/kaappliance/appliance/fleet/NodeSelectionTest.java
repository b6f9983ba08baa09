package org.kaappliance.appliance.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kaappliance.appliance.store.StateStore;
import org.kaappliance.appliance.store.StoredNodes;
import org.kaappliance.config.MacAddress;
import org.kaappliance.pxemenu.NodeEvent;
import org.kaappliance.pxemenu.NodeLife;
import org.kaappliance.pxemenu.NodeLifeSettings;
import org.kaappliance.pxemenu.NodeRecord;

class NodeSelectionTest {
    private static final Map<String, String> GROUPS =
            Map.of("room1", "node[01-03]", "lab", "node11,node[02,12]", "gone", "node77", "node05", "node06");

    @TempDir
    private Path dir;

    private StateStore store;
    private Fleet fleet;

    @BeforeEach
    void twelveNodesAndAStranger() throws Exception {
        store = StateStore.open(dir);
        fleet = new Fleet(new StoredNodes(store), new NodeLife(NodeLifeSettings.DEFAULT), () -> Instant.EPOCH);
        for (int i = 1; i <= 12; i++) {
            fleet.applyNow(mac(i), new NodeEvent.Registered(String.format("node%02d", i)));
        }
        fleet.applyNow(mac(99), new NodeEvent.PxeBoot());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static MacAddress mac(int i) {
        return MacAddress.parse(String.format("52:54:00:77:00:%02d", i));
    }

    private List<String> names(String... patterns) {
        return new NodeSelection(GROUPS)
                .of(Arrays.asList(patterns), fleet.all()).stream()
                        .map(NodeRecord::name)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            node03              | node03
            NODE03              | node03
            52-54-00-77-00-03   | node03
            52:54:00:77:00:03   | node03
            node[01-03]         | node01 node02 node03
            node[02,11-12]      | node02 node11 node12
            node1?              | node10 node11 node12
            node*2              | node02 node12
            node[0-1]1          | node01 node11
            52:54:00:77:00:0[7] | node07
            52:54:*:12          | node12
            room1               | node01 node02 node03
            Room1               | node01 node02 node03
            lab                 | node11 node02 node12
            node09,node[01,03]  | node09 node01 node03
            room1,node04        | node01 node02 node03 node04
            """)
    void a_pattern_means_machines(String pattern, String names) {
        assertThat(names(pattern)).containsExactly(names.split(" "));
    }

    @Test
    void several_patterns_mean_each_machine_once_in_their_order() {
        assertThat(names("node[05-06]", "node01", "node0[1-5]"))
                .containsExactly("node05", "node06", "node01", "node02", "node03", "node04");
    }

    @Test
    void a_glob_never_means_a_machine_that_nobody_vouched_for() {
        assertThat(names("*")).hasSize(12).doesNotContain(mac(99).toString());
        assertThatThrownBy(() -> names("52:54:00:77:00:9*")).isInstanceOf(IllegalArgumentException.class);
        assertThat(names(mac(99).toString())).as("in full").hasSize(1);
    }

    @Test
    void every_machine_of_a_list_must_be_there() {
        assertThatThrownBy(() -> names("node[11-14]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node13")
                .hasMessageContaining("node[11-14]");
    }

    @Test
    void a_group_whose_machine_is_not_there_or_that_is_called_as_a_machine_means_nobody() {
        assertThatThrownBy(() -> names("gone")).hasMessageContaining("node77 (of gone)");
        assertThatThrownBy(() -> names("node05")).hasMessageContaining("a group and a machine");
        assertThat(names("node[05-06]")).as("numbers are machines").containsExactly("node05", "node06");
    }

    @Test
    void a_group_that_cannot_be_read_is_refused_at_once() {
        assertThatThrownBy(() -> new NodeSelection(Map.of("room1", "node[1-")))
                .hasMessageContaining("groups.room1: node[1-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node[",
                "node]",
                "node[]",
                "node[a-b]",
                "node[3-1]",
                "node[1-]",
                "node[1,,2]",
                "n[0-9][0-9][0-9][0-9][0-9]",
                "node[0-999999999]",
                "node[99999999999]",
                "",
                "(",
                "node(0|1)1",
                "\\Qnode01\\E"
            })
    void what_cannot_be_read_or_means_nobody_is_one_line(String pattern) {
        assertThatThrownBy(() -> names(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .hasLineCount(1);
    }
}
