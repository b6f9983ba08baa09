package org.kaappliance.clientkit.report;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kaappliance.clientkit.text.TabLine;

/** The connection of a {@link ReportClient}, made again when it broke. One thread connects and delivers; any thread closes. */
final class ReportLink {
    private final InetSocketAddress server;
    private final NodeIdentity identity;
    private final ReportTimes times;
    private volatile Optional<ReportWire> wire = Optional.empty();

    ReportLink(InetSocketAddress server, NodeIdentity identity, ReportTimes times) {
        this.server = server;
        this.identity = identity;
        this.times = times;
    }

    boolean up() {
        return wire.isPresent();
    }

    void connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(server, times.silenceMillis());
            ReportWire fresh = new ReportWire(socket, times);
            fresh.write(
                    "hello",
                    ReportWire.VERSION,
                    identity.mac().toString(),
                    identity.job(),
                    identity.token(),
                    identity.run(),
                    identity.hardware());
            Verdict verdict = verdict(fresh.read());
            if (verdict.refusal().isPresent()) {
                throw new RefusedException(verdict);
            }
            wire = Optional.of(fresh);
        } finally {
            if (!up()) {
                socket.close();
            }
        }
    }

    /** Sends it over a connection that still stands, and reads the answer when it has one. */
    Verdict deliver(ReportClient.Report report) throws IOException {
        ReportWire current = wire.orElseThrow(() -> new IOException("closed"));
        current.catchUp();
        current.write(report.fields());
        return report.hasAnswer() ? verdict(current.read()) : Verdict.accepted();
    }

    void close() {
        wire.ifPresent(ReportWire::close);
        wire = Optional.empty();
    }

    private static Verdict verdict(TabLine line) throws IOException {
        List<String> f = line.fields();
        if (line.keyword().equals("accepted")) {
            return Verdict.accepted();
        }
        if (line.keyword().equals("refused") && f.size() == 2) {
            return Verdict.refused(f.get(1));
        }
        if (line.keyword().equals("stay") && f.size() == 3 && f.get(2).matches("\\d{1,9}")) {
            return new Verdict.Stay(f.get(1), Duration.ofSeconds(Long.parseLong(f.get(2))));
        }
        throw new IOException("unknown answer '" + TabLine.escape(line.keyword()) + "'");
    }
}
