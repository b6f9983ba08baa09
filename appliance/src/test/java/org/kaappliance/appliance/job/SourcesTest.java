package org.kaappliance.appliance.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kaappliance.appliance.control.ControlException;
import org.kaappliance.clientkit.golden.LocalGolden;
import org.kaappliance.clientkit.remote.GoldenServer;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.pxemenu.Arming;
import org.kaappliance.pxemenu.NodeState;
import org.kaappliance.relay.SessionKey;

/** Jobs whose golden system is another machine, or a disk image. Needs root, for the loop device of the image. */
class SourcesTest extends JobLab {
    private static final byte[] IMAGE_MAGIC = "KAIMAGE1".getBytes(StandardCharsets.US_ASCII);

    @Test
    void a_machine_that_serves_itself_is_cloned_through_the_appliance() throws Exception {
        Path key = sourceKey();
        try (GoldenServer server = goldenServer(key, 0)) {
            board.planWith(OwnPlanner.NOTHING_SET.withSourceKey(key));
            JobOrder order = goldenOrder(1, 0, ONE);
            JobOrder remote = from("ka://127.0.0.1:" + server.address().getPort(), order, JobOrder.Raw.NONE);

            assertThat(board.plan(remote).text()).isEqualTo(board.plan(order).text());
            String id = board.start(remote);
            CompletableFuture<JobSnapshot> job = followed(id);
            node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);

            assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
        }
    }

    @Test
    void a_restart_without_the_golden_node_waits_for_it_within_the_rounds_that_are_left() throws Exception {
        Path key = sourceKey();
        GoldenServer first = goldenServer(key, 0);
        int port = first.address().getPort();
        String id;
        try (first) {
            board.planWith(OwnPlanner.NOTHING_SET.withSourceKey(key));
            id = board.start(from("ka://127.0.0.1:" + port, goldenOrder(1, 100, ONE), JobOrder.Raw.NONE));
        }
        close();
        start();
        board.planWith(OwnPlanner.NOTHING_SET.withSourceKey(key));
        board.asksSourceAgainAfter(Duration.ofMillis(300));

        board.resume();

        CompletableFuture<JobSnapshot> job = followed(id);
        awaits(id, now -> now.detail().contains("waits for the golden system"));
        assertThat(state(ONE)).isEqualTo(NodeState.ARMED);
        try (GoldenServer again = goldenServer(key, port)) {
            assertThat(again.address().getPort()).isEqualTo(port);
            node(ONE, id).boots().goesAllTheWay().get(30, TimeUnit.SECONDS);
            assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
        }
    }

    @Test
    void a_standing_job_outlives_a_moment_without_the_golden_node() throws Exception {
        Path key = sourceKey();
        GoldenServer first = goldenServer(key, 0);
        String source = "ka://127.0.0.1:" + first.address().getPort();
        board.planWith(OwnPlanner.NOTHING_SET.withSourceKey(key));
        board.asksSourceAgainAfter(Duration.ofMillis(300));
        String standing;
        try (first) {
            JobOrder order = from(source, goldenOrder(1, 0, Duration.ofSeconds(1), ONE), JobOrder.Raw.NONE);
            standing = board.start(order.onto(List.of(ONE), Arming.STANDING));
        }
        TestNode node = node(ONE, standing).boots();
        awaits(standing, now -> now.detail().contains("waits for the golden system"));
        try (GoldenServer again = goldenServer(key, first.address().getPort())) {
            assertThat(again.address().getPort()).isEqualTo(first.address().getPort());
            node.goesAllTheWay().get(30, TimeUnit.SECONDS);
            assertThat(state(ONE)).isEqualTo(NodeState.DONE);
            board.cancel(standing);
        }
    }

    private Path sourceKey() throws IOException {
        return Files.writeString(
                dir.resolve("key"), SessionKey.random(new SecureRandom()).hex());
    }

    private GoldenServer goldenServer(Path key, int port) throws IOException {
        return GoldenServer.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                SessionKey.read(key),
                new LocalGolden(),
                golden,
                line -> {});
    }

    @Test
    void a_golden_node_without_a_key_or_that_is_not_there_is_refused_before_anything_is_armed() throws Exception {
        JobOrder remote = from("ka://127.0.0.1:1", goldenOrder(1, 0, ONE), JobOrder.Raw.NONE);

        assertThatThrownBy(() -> board.start(remote))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("clone.source-key");
        board.planWith(OwnPlanner.NOTHING_SET.withSourceKey(Files.writeString(dir.resolve("key"), "0123456789abcdef")));
        assertThatThrownBy(() -> board.start(remote)).hasMessageContaining("127.0.0.1:1");
        assertThatThrownBy(() -> board.start(from("/no/such/place", goldenOrder(1, 0, ONE), JobOrder.Raw.NONE)))
                .hasMessageContaining("--source /no/such/place is not there");
        assertThat(fleet.find(ONE)).isEmpty();
    }

    @Test
    void an_image_alone_travels_without_files_and_without_an_end() throws Exception {
        JobOrder order = imageOrder();

        assertThat(board.plan(order).text())
                .contains(
                        "+ An image becomes sda",
                        "+ Bootloader is: none",
                        "     kaimage1 : the drive sda as it is, about 8 MiB")
                .anyMatch(line -> line.startsWith("! no files are copied"))
                .noneMatch(line -> line.contains("kainstall2"));
        String id = board.start(order);
        CompletableFuture<JobSnapshot> job = followed(id);
        TestNode node = node(ONE, id).boots();
        CompletableFuture.runAsync(
                        () -> {
                            node.receive("getstage2");
                            assertThat(new String(node.receive("kainstall1"), StandardCharsets.UTF_8))
                                    .contains("\nimage\tsda\t8388608\t8388608\t512\n");
                            assertThat(node.receive("kaimage1")).startsWith(IMAGE_MAGIC);
                            board.desk().step(ONE, NodeStep.BOOTLOADER, "");
                            assertThat(board.desk().done(ONE, id)).isInstanceOf(Verdict.Accepted.class);
                        },
                        threads)
                .get(30, TimeUnit.SECONDS);

        assertThat(job.get(30, TimeUnit.SECONDS).state()).isEqualTo("done");
    }

    @Test
    void an_image_goes_with_files_that_are_described_and_never_with_a_golden_node() throws Exception {
        JobOrder both = from(
                golden.toString(),
                goldenOrder(1, 0, ONE),
                new JobOrder.Raw(List.of(), List.of(), List.of(), List.of(image("sdb"))));

        assertThat(board.plan(both).text())
                .contains(
                        "     sda",
                        "     sdb",
                        "+ An image becomes sdb",
                        "     kaimage1 : the drive sdb as it is, about 8 MiB")
                .anyMatch(line -> line.startsWith("     kainstall2 : the files"));
        JobOrder twice = from(
                golden.toString(),
                goldenOrder(1, 0, ONE),
                new JobOrder.Raw(List.of(), List.of(), List.of(), List.of(image("sda"))));
        assertThatThrownBy(() -> board.plan(twice))
                .hasMessageContaining("drive sda is both described and copied as it is");
    }

    /** Noise without a partition table. */
    private JobOrder.Image image(String drive) throws IOException {
        byte[] bytes = new byte[8 << 20];
        new SecureRandom().nextBytes(bytes);
        return new JobOrder.Image(
                drive, Files.write(dir.resolve(drive + ".img"), bytes).toString());
    }

    private JobOrder imageOrder() throws IOException {
        return new JobOrder(
                new JobOrder.Machines(1, List.of(ONE.toString()), Arming.ONCE),
                new JobOrder.Golden(
                        "/",
                        List.of(),
                        List.of(),
                        List.of(),
                        new JobOrder.Raw(List.of(), List.of(), List.of(), List.of(image("sda")))),
                JobOrder.Finish.AUTO,
                new JobOrder.Rounds(0, 0, 0),
                JobOrder.Disks.BY_CONNECTION);
    }

    private static JobOrder from(String source, JobOrder order, JobOrder.Raw raw) {
        JobOrder.Golden golden = order.golden();
        return new JobOrder(
                order.machines(),
                new JobOrder.Golden(source, golden.drives(), golden.excludedDirs(), golden.excludedDrives(), raw),
                order.finish(),
                order.rounds(),
                order.disks());
    }
}
