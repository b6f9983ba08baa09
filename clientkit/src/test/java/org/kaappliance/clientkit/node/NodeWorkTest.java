package org.kaappliance.clientkit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kaappliance.clientkit.report.NodeHello;
import org.kaappliance.clientkit.report.NodeReports;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.clientkit.report.ReportServer;
import org.kaappliance.clientkit.report.Verdict;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.config.MacAddress;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.RelayServer;
import org.kaappliance.relay.SessionKey;

/** The node program's work against a real report server and a real relay that never has its stage 2. Mounts a tmpfs: needs root and busybox. */
@Timeout(90)
class NodeWorkTest {
    private static final MacAddress MAC = MacAddress.parse("52:54:00:77:00:01");

    @TempDir
    Path dir;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final ExecutorService node = Executors.newSingleThreadExecutor();
    private volatile Verdict hello = Verdict.accepted();

    @AfterEach
    void unmount() throws Exception {
        node.shutdownNow();
        Shell.run(dir, "! mountpoint -q stage2 || umount stage2");
    }

    @Test
    void a_machine_that_is_parked_in_the_middle_of_its_work_stays_and_does_nothing_more() throws Exception {
        Ending.Stay stay = new Ending.Stay("parked: by a person", Duration.ofSeconds(100));
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        try (RelayServer relay = RelayServer.open(Ipv4Subnet.address("127.0.0.1"), RelayPorts.EPHEMERAL);
                ReportServer reports = ReportServer.open(loopback, new Heard(), ReportServer.OtherWire.NONE)) {
            Future<Ending> ending = node.submit(work(relay, reports)::run);
            assertThat(heard.take()).isEqualTo("step STAGE2");

            hello = new Verdict.Stay(stay.reason(), stay.limit());
            reports.dismiss(MAC);

            assertThat(ending.get(60, TimeUnit.SECONDS)).isEqualTo(stay);
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(t -> t.getName().equals("clone") && t.isAlive());
            assertThat(heard).isEmpty();
        }
    }

    private NodeWork work(RelayServer relay, ReportServer reports) {
        NodeSettings settings = new NodeSettings(
                relay.localAddress(),
                reports.localAddress().getPort(),
                "j1",
                "secret",
                SessionKey.ofHex("0123456789abcdef".repeat(4)),
                relay.ports(),
                Optional.empty(),
                NodeSettings.CommandsFromAppliance.REFUSED,
                List.of());
        BootCard card = new BootCard(MAC, Ipv4Subnet.address("127.0.0.1"));
        return new NodeWork(
                settings, card, new TestMachine(List.of(), Optional.empty()), line -> {}, dir.resolve("stage2"));
    }

    /** Keeps what matters. */
    private final class Heard implements NodeReports {
        @Override
        public Verdict hello(NodeHello said) {
            return hello;
        }

        @Override
        public void step(MacAddress mac, NodeStep step, String detail) {
            heard.add("step " + step);
        }

        @Override
        public void log(MacAddress mac, String line) {}

        @Override
        public Verdict done(MacAddress mac, String job) {
            heard.add("done");
            return Verdict.accepted();
        }

        @Override
        public Verdict failed(MacAddress mac, NodeStep step, String reason) {
            heard.add("failed " + step);
            return Verdict.accepted();
        }

        @Override
        public void lost(MacAddress mac) {}
    }
}
