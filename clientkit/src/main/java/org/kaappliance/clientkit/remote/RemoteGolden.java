package org.kaappliance.clientkit.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.text.TabLine;
import org.kaappliance.relay.SessionKey;
import org.kaappliance.relay.StreamSource;

/**
 * A machine that runs {@code golden serve}. Each question is a connection of its own.
 *
 * @param address of that machine
 * @param key that it has, too
 */
public record RemoteGolden(InetSocketAddress address, SessionKey key) implements GoldenSystem {
    private static final int MAX_PLAN_BYTES = 1 << 20;

    @Override
    public ClonePlan plan(CloneRequest request) throws PlanException, IOException {
        try (Answer answer = ask(TabLine.of("plan").encode() + "\n" + RequestText.encode(request), warning -> {})) {
            byte[] text = answer.readNBytes(MAX_PLAN_BYTES + 1);
            return ClonePlan.ofText(text);
        } catch (Answer.Problems e) {
            throw new PlanException(e.lines());
        }
    }

    @Override
    public StreamSource files(CloneRequest request, ClonePlan plan, Consumer<String> warnings) {
        return () -> ask(TabLine.of("files", plan.streamDigest()).encode(), warnings);
    }

    @Override
    public StreamSource blocks(CloneRequest request, ClonePlan plan, DeviceName device) {
        return () ->
                ask(TabLine.of("blocks", plan.streamDigest(), device.text()).encode(), warning -> {});
    }

    private Answer ask(String question, Consumer<String> warnings) throws IOException {
        SealedLink link = SealedLink.connect(address, key);
        try {
            link.send(FrameKind.REQUEST, question);
            return new Answer(link, SealedLink.who(address), warnings);
        } catch (IOException e) {
            link.close();
            throw e;
        }
    }
}
