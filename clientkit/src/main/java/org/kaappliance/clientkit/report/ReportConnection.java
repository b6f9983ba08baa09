package org.kaappliance.clientkit.report;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kaappliance.clientkit.text.TabLine;
import org.kaappliance.config.MacAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node's connection at the server. {@link #run} on its own thread, the others on any. */
final class ReportConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ReportConnection.class);

    private final ReportSeats seats;
    private final NodeReports handler;
    private final ReportTimes times;
    private final ReportWire wire;
    private final Socket socket;
    private final long openedNanos = System.nanoTime();
    private volatile Optional<NodeHello> node = Optional.empty();
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile boolean begun;
    private boolean ended;

    ReportConnection(ReportSeats seats, NodeReports handler, Socket socket, ReportTimes times) throws IOException {
        this.seats = seats;
        this.handler = handler;
        this.times = times;
        this.socket = socket;
        this.wire = new ReportWire(socket, times);
    }

    /**
     * Waits for the first byte, and with it for what the node speaks.
     *
     * @return -1 when none came
     */
    int firstByte() {
        try {
            return wire.firstByte();
        } catch (IOException e) {
            LOG.debug("report connection of {} ended: {}", name(), e.getMessage());
            return -1;
        }
    }

    Socket socket() {
        return socket;
    }

    void run() {
        begun = true;
        try (wire) {
            if (introduce(wire.read())) {
                while (!ended) {
                    report(wire.read());
                }
            }
            wire.drain();
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("report connection of {} ended: {}", name(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("bug in the handling of reports of {}", name(), e);
        } finally {
            end();
        }
    }

    /** Says that we are alive, and ends a connection that does not introduce itself. */
    void tick() {
        if (node.isEmpty() && System.nanoTime() - openedNanos > times.silence().toNanos()) {
            wire.close();
            return;
        }
        if (!begun) {
            return; // it may speak something else
        }
        try {
            wire.write("ping");
        } catch (IOException e) {
            wire.close();
        }
    }

    /** Ends the connection without a word to the handler. */
    void leave() {
        left.countDown();
        wire.close();
    }

    private boolean introduce(TabLine line) throws IOException {
        List<String> f = line.fields();
        if (!line.keyword().equals("hello") || f.size() != 7) {
            wire.write("refused", "say hello first");
            return false;
        }
        if (!f.get(1).equals(ReportWire.VERSION)) {
            wire.write(
                    "refused", "report channel version " + ReportWire.VERSION + " is spoken here: build the kit again");
            return false;
        }
        if (!(socket.getInetAddress() instanceof Inet4Address address)) {
            wire.write("refused", "nodes report by IPv4");
            return false;
        }
        NodeHello hello = new NodeHello(MacAddress.parse(f.get(2)), f.get(3), f.get(4), f.get(5), address, f.get(6));
        Verdict verdict = seats.hello(hello, this);
        if (verdict instanceof Verdict.Accepted) {
            node = Optional.of(hello);
        }
        answer(verdict);
        return node.isPresent();
    }

    private void report(TabLine line) throws IOException {
        MacAddress mac = node.orElseThrow().mac();
        List<String> f = line.fields();
        switch (line.keyword() + "/" + f.size()) {
            case "step/3" -> handler.step(mac, NodeStep.valueOf(f.get(1)), f.get(2));
            case "identity/3" -> handler.identity(mac, f.get(1), f.get(2));
            case "log/2" -> handler.log(mac, f.get(1));
            case "done/2" -> done(mac, f.get(1));
            case "failed/3" -> {
                ended = true;
                answer(handler.failed(mac, NodeStep.valueOf(f.get(1)), f.get(2)));
            }
            default -> throw new IOException("unknown report '" + TabLine.escape(line.keyword()) + "'");
        }
    }

    private void done(MacAddress mac, String job) throws IOException {
        Verdict verdict = handler.done(mac, job);
        ended = verdict instanceof Verdict.Accepted;
        answer(verdict);
    }

    private void answer(Verdict verdict) throws IOException {
        if (verdict instanceof Verdict.Stay stay) {
            wire.write("stay", stay.reason(), Long.toString(stay.limit().toSeconds()));
        } else if (verdict instanceof Verdict.Refused refused) {
            wire.write("refused", refused.reason());
        } else {
            wire.write("accepted");
        }
    }

    private void end() {
        if (node.isEmpty()) {
            return;
        }
        MacAddress mac = node.get().mac();
        try {
            if (ended || left.await(times.silence().toMillis(), TimeUnit.MILLISECONDS)) {
                seats.left(mac, this);
            } else {
                seats.lost(mac, this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("bug in the handling of the loss of {}", mac, e);
        }
    }

    private String name() {
        return node.map(hello -> hello.mac().toString())
                .orElseGet(() -> socket.getInetAddress().getHostAddress());
    }
}
