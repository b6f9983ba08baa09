package org.kaappliance.relay.kadeploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.stream.StreamBuffer;

class KaUpstreamTest {
    private static final Inet4Address LOCAL = Ipv4Subnet.address("127.0.0.11");
    private static final Inet4Address PARENT = Ipv4Subnet.address("127.0.0.12");

    private static long descriptors() throws Exception {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    @Timeout(30)
    void a_parent_that_is_replaced_before_it_is_tried_leaves_no_descriptor_behind() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (ServerSocket parent = new ServerSocket()) {
            parent.bind(new InetSocketAddress(PARENT, 0));
            KaUpstream upstream =
                    new KaUpstream(LOCAL, parent.getLocalPort(), new StreamBuffer(1 << 20), at(busy, free));
            upstream.connect(PARENT);
            assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
            try (Socket child = parent.accept()) {
                long before = descriptors();
                for (int i = 0; i < 200; i++) {
                    upstream.connect(PARENT);
                }
                upstream.close();
                assertThat(child.isConnected()).isTrue();
                assertThat(descriptors()).isLessThan(before + 50);
            } finally {
                free.countDown();
                upstream.awaitEnd();
            }
        }
    }

    /** Holds the thread that would take the next parent. */
    private static KaUpstream.Events at(CountDownLatch busy, CountDownLatch free) {
        return new KaUpstream.Events() {
            @Override
            public void linkUp(Inet4Address parent) {
                busy.countDown();
                try {
                    free.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void linkLost(Inet4Address parent, long receivedBytes) {}

            @Override
            public void upstreamFailed(String reason) {}
        };
    }
}
