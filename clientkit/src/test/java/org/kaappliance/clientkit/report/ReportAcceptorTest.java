package org.kaappliance.clientkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReportAcceptorTest {
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Test
    void a_port_without_descriptors_is_tried_again_after_a_pause() throws Exception {
        CountDownLatch tries = new CountDownLatch(5);
        LinkedBlockingQueue<Socket> taken = new LinkedBlockingQueue<>();
        ServerSocket port = new ServerSocket(0, 5, InetAddress.getLoopbackAddress()) {
            @Override
            public Socket accept() throws IOException {
                if (tries.getCount() == 0) {
                    return super.accept();
                }
                tries.countDown();
                throw new SocketException("Too many open files");
            }
        };
        long startNanos = System.nanoTime();
        try (ReportAcceptor acceptor = new ReportAcceptor(port, PAUSE, taken::add)) {
            acceptor.start();
            try (Socket peer = new Socket(port.getInetAddress(), port.getLocalPort())) {
                Socket accepted = taken.poll(20, TimeUnit.SECONDS);

                assertThat(accepted).isNotNull();
                assertThat(accepted.getPort()).isEqualTo(peer.getLocalPort());
                assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(PAUSE.multipliedBy(5));
            }
        }
    }

    @Test
    void a_connection_that_cannot_be_begun_is_closed_and_the_next_one_is_taken() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(2);
        ServerSocket port = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        try (ReportAcceptor acceptor = new ReportAcceptor(port, PAUSE, peer -> {
            second.countDown();
            if (begun.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        })) {
            acceptor.start();
            try (Socket first = new Socket(port.getInetAddress(), port.getLocalPort());
                    Socket next = new Socket(port.getInetAddress(), port.getLocalPort())) {
                assertThat(first.getInputStream().read()).as("closed").isEqualTo(-1);
                assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(next.isConnected()).isTrue();
            }
        }
    }
}
