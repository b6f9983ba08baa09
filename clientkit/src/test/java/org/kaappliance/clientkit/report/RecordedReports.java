package org.kaappliance.clientkit.report;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.kaappliance.config.MacAddress;

/** Keeps what was heard, one line a call; accepts one token. */
final class RecordedReports implements NodeReports {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<String> runs = new LinkedBlockingQueue<>();
    volatile String token = "secret";
    volatile Verdict doneVerdict = Verdict.accepted();
    volatile Verdict failedVerdict = Verdict.accepted();

    @Override
    public Verdict hello(NodeHello hello) {
        heard.add("hello " + hello.mac() + " " + hello.job() + " " + hello.hardware());
        runs.add(hello.run());
        return hello.token().equals(token) ? Verdict.accepted() : Verdict.refused("wrong token");
    }

    @Override
    public void step(MacAddress mac, NodeStep step, String detail) {
        heard.add("step " + step + " " + detail);
    }

    @Override
    public void log(MacAddress mac, String line) {
        if (line.equals("bug")) {
            throw new IllegalStateException("a bug of the handler");
        }
        heard.add("log " + line);
    }

    @Override
    public Verdict done(MacAddress mac, String job) {
        heard.add("done " + job);
        return doneVerdict;
    }

    @Override
    public Verdict failed(MacAddress mac, NodeStep step, String reason) {
        heard.add("failed " + step + " " + reason);
        return failedVerdict;
    }

    @Override
    public void lost(MacAddress mac) {
        heard.add("lost " + mac);
    }

    /** The next call, within 20 s. */
    String next() throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }
}
