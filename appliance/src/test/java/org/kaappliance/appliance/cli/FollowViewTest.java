package org.kaappliance.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowViewTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true);

    private String written() {
        String text = bytes.toString();
        bytes.reset();
        return text;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode idle(int i) {
        return json(String.format("{'mac':'52:54:00:77:00:%02d','name':'node%02d','state':'KNOWN'}", i, i));
    }

    private static JsonNode fetching(int i, int percent) {
        return json(String.format(
                "{'mac':'52:54:00:77:00:%02d','name':'node%02d','state':'BOOTING','step':'stage 1','percent':%d,'rate':5120000,"
                        + "'event':{'at':1795341600000,'kind':'PXE','text':'booted from the network'}}",
                i, i, percent));
    }

    private static JsonNode job(String state) {
        return json("{'id':'7','state':'" + state
                + "','session':'kainstall2-7','sent':43,'total':100,'limitedBy':'the source','detail':''}");
    }

    @Test
    void a_machine_is_shown_with_its_step_percent_rate_and_last_event() {
        FollowView.logged(out).show(List.of(), List.of(fetching(1, 43)), NOW);
        assertThat(written())
                .containsPattern(
                        "node01 +BOOTING +stage 1, 43 % +5.12 MB/s +\\d\\d:\\d\\d:\\d\\d booted from the network");
    }

    @Test
    void in_a_pipe_a_line_comes_when_something_has_changed_and_for_each_tenth_of_a_transfer() {
        FollowView view = FollowView.logged(out);
        view.show(List.of(), List.of(idle(1), idle(2)), NOW);
        assertThat(written().lines()).hasSize(2);
        view.show(List.of(), List.of(idle(1), idle(2)), NOW);
        assertThat(written()).isEmpty();
        for (int percent = 0; percent <= 100; percent++) {
            view.show(List.of(), List.of(idle(1), fetching(2, percent)), NOW);
        }
        assertThat(written().lines()).hasSize(11).allMatch(line -> line.contains("node02"));
    }

    @Test
    void in_a_pipe_a_job_is_a_line_while_it_runs_and_one_when_it_has_ended() {
        FollowView view = FollowView.logged(out);
        view.show(List.of(job("running")), List.of(), NOW);
        view.show(List.of(job("running")), List.of(), NOW);
        assertThat(written())
                .contains("job 7: running, kainstall2-7, 43 %, limited by the source")
                .hasLineCount(1);
        view.show(List.of(job("done")), List.of(), NOW);
        assertThat(written()).contains("job 7: done");
        FollowView.logged(out).show(List.of(job("done")), List.of(), NOW);
        assertThat(written()).as("a job of the past").isEmpty();
    }

    @Test
    void on_a_terminal_the_table_is_painted_over() {
        FollowView view = FollowView.painted(out, () -> new Terminal.Size(24, 80));
        view.show(List.of(job("running")), List.of(idle(1), idle(2)), NOW);
        assertThat(written())
                .startsWith("\rjob 7")
                .contains("\rNAME", "\rnode01", "\rnode02")
                .endsWith("\u001b[J");
        view.show(List.of(job("done")), List.of(idle(1), fetching(2, 43)), NOW);
        assertThat(written())
                .startsWith("\u001b[4A\rNAME")
                .contains("stage 1, 43 %")
                .doesNotContain("job 7");
    }

    @Test
    void where_not_all_fit_who_does_something_comes_first_and_the_rest_is_counted() {
        FollowView view = FollowView.painted(out, () -> new Terminal.Size(5, 30));
        view.show(List.of(), List.of(idle(1), idle(2), idle(3), fetching(4, 43)), NOW);
        List<String> lines = List.of(written().split("\n"));
        assertThat(lines).hasSize(5); // the last holds no more than the erasure
        assertThat(lines.get(0)).startsWith("\r4 machines: 3 KNOWN, 1");
        assertThat(lines.get(2)).startsWith("\rnode04");
        assertThat(lines.get(3)).contains("and 3 more");
        assertThat(lines)
                .allMatch(line -> line.replaceAll("\u001b\\[[A-Z]|\r", "").length() < 30);
    }

    @Test
    void of_a_thousand_machines_there_are_numbers_and_only_the_lines_that_matter() {
        List<JsonNode> room = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            room.add(json("{'mac':'m" + i + "','name':'node" + i + "','state':'KNOWN'}"));
        }
        FollowView logged = FollowView.logged(out);
        logged.show(List.of(), room, NOW);
        assertThat(written()).contains("1000 machines: 1000 KNOWN").hasLineCount(1);
        room.set(7, fetching(7, 43));
        logged.show(List.of(), room, NOW);
        assertThat(written())
                .contains("1000 machines: 999 KNOWN, 1 BOOTING", "node07")
                .hasLineCount(2);
        logged.show(List.of(), room, NOW);
        assertThat(written()).isEmpty();
        FollowView.painted(out, () -> new Terminal.Size(10, 100)).show(List.of(job("running")), room, NOW);
        List<String> lines = List.of(written().split("\n"));
        assertThat(lines.get(1)).contains("1000 machines: 999 KNOWN, 1 BOOTING");
        assertThat(lines.get(3)).contains("node07");
        assertThat(lines.get(8)).contains("and 995 more");
    }

    @Test
    void strangers_are_left_out_and_what_machines_say_cannot_paint() {
        FollowView.logged(out)
                .show(
                        List.of(),
                        List.of(
                                json("{'mac':'52:54:00:77:00:99','name':'52:54:00:77:00:99','state':'UNKNOWN'}"),
                                json(
                                        "{'mac':'52:54:00:77:00:01','name':'node1','state':'KNOWN','event':{'at':0,'kind':'X','text':'a\\u001b[2Jb'}}")),
                        NOW);
        assertThat(written()).hasLineCount(1).contains("a?[2Jb");
    }
}
