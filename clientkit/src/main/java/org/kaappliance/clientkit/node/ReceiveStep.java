package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.proof.ManifestWriter;
import org.kaappliance.clientkit.report.NodeStep;
import org.kaappliance.relay.ReceiveResult;
import org.kaappliance.relay.StreamSink;

/** Unpacks the golden node's files as they come, and keeps a manifest of them. */
record ReceiveStep(Sessions sessions, String job, Tools tools, StepLog log) implements Step {
    @Override
    public NodeStep name() {
        return NodeStep.RECEIVE;
    }

    @Override
    public String run(Clone clone) throws IOException, InterruptedException {
        if (!clone.plan().carriesFiles()) {
            return "no files are wanted";
        }
        log.line("receiving");
        ReceiveResult result = clone.plan().content().verify() == Verify.NONE
                ? receive(tools.sink(ReceiveCommands.files(clone.dir())))
                : receiveWithManifest(clone);
        return "received " + result.bytes() + " digest ok" + held(result.sinkHeld());
    }

    /** Whether the disk kept up with the wire. */
    private static String held(Duration held) {
        return held.isZero() ? "" : ", the disk held the chain for %.1f s".formatted(held.toMillis() / 1000.0);
    }

    /** The manifest lies in memory, beside the tools: 20 to 40 bytes a file. */
    private ReceiveResult receiveWithManifest(Clone clone) throws IOException, InterruptedException {
        Path file = Files.createTempFile(clone.toolRoot().resolve("tmp"), "ka-manifest", "");
        try (ManifestWriter manifest = new ManifestWriter(file)) {
            ReceiveResult result = receive(new ManifestSink(tools.sink(ReceiveCommands.files(clone.dir())), manifest));
            clone.keep(manifest.end());
            return result;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private ReceiveResult receive(StreamSink sink) throws IOException, InterruptedException {
        return sessions.receiveAll("kainstall2-" + job, sink);
    }
}
