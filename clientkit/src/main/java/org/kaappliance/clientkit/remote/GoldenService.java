package org.kaappliance.clientkit.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.kaappliance.clientkit.golden.ClonePlan;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.GoldenSystem;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.text.TabLine;
import org.kaappliance.relay.StreamSource;

/** Answers what an appliance asks of this golden node. It reads, and runs nothing that the request names. Thread-safe. */
final class GoldenService {
    private final GoldenSystem golden;
    private final Path source;
    private final Consumer<String> log;
    private final GoldenOffers offers = new GoldenOffers();
    private final Semaphore stream = new Semaphore(1);

    /** @param source the root of the golden system */
    GoldenService(GoldenSystem golden, Path source, Consumer<String> log) {
        this.golden = golden;
        this.source = source;
        this.log = log;
    }

    /**
     * Takes one request and answers it.
     *
     * @param who the other end, for people
     * @throws IOException when the other end is gone
     */
    void serve(SealedLink link, String who) throws IOException {
        SealedLink.Frame frame = link.receive();
        if (frame.kind() != FrameKind.REQUEST) {
            throw new IOException("it does not begin with a request");
        }
        try {
            answer(frame.text().lines().toList(), link, who);
            link.send(FrameKind.END, "");
        } catch (PlanException e) {
            link.send(FrameKind.PROBLEMS, String.join("\n", e.problems()));
        } catch (Unread e) {
            log.accept(who + ": " + e.getMessage());
            link.send(FrameKind.FAILED, e.getMessage());
        } catch (RuntimeException e) {
            String fault = "a fault of this program: " + TabLine.escape(e.toString());
            log.accept(who + ": " + fault);
            link.send(FrameKind.FAILED, fault);
        }
    }

    /** The golden system cannot be read; the connection is fine. */
    private static final class Unread extends Exception {
        private static final long serialVersionUID = 1;

        Unread(String message) {
            super(message);
        }
    }

    private void answer(List<String> lines, SealedLink link, String who) throws PlanException, Unread, IOException {
        List<String> head = RequestText.head(lines).map(TabLine::fields).orElse(List.of());
        switch (head.isEmpty() ? "" : head.get(0) + "/" + head.size()) {
            case "plan/1" -> plan(RequestText.decode(lines.subList(1, lines.size()), source), link, who);
            case "files/2" -> {
                GoldenOffers.Offer offer = offer(head.get(1));
                log.accept(who + " reads the files");
                stream(golden.files(offer.request(), offer.plan(), line -> warn(link, line)), link);
            }
            case "blocks/3" -> {
                GoldenOffers.Offer offer = offer(head.get(1));
                DeviceName device = offer.plan().content().rawPartitions().stream()
                        .filter(d -> d.text().equals(head.get(2)))
                        .findFirst()
                        .orElseThrow(() -> new Unread("the plan does not copy " + TabLine.escape(head.get(2))));
                log.accept(who + " reads " + device.path());
                stream(golden.blocks(offer.request(), offer.plan(), device), link);
            }
            default -> throw new Unread("it does not know this question: use the same jar on both machines");
        }
    }

    private void plan(CloneRequest request, SealedLink link, String who) throws PlanException, Unread, IOException {
        ClonePlan plan;
        try {
            plan = golden.plan(request);
        } catch (IOException e) {
            throw new Unread(e.getMessage());
        }
        offers.keep(new GoldenOffers.Offer(request, plan));
        log.accept(who + " was told the plan");
        ByteBuffer text = ByteBuffer.wrap(plan.text());
        while (text.hasRemaining()) {
            int count = Math.min(text.remaining(), SealedLink.MAX_BYTES);
            link.send(FrameKind.DATA, text.slice(text.position(), count));
            text.position(text.position() + count);
        }
    }

    private GoldenOffers.Offer offer(String digest) throws Unread {
        return offers.find(digest)
                .orElseThrow(() -> new Unread("the plan is not known any more (was it started again?): plan anew"));
    }

    private void stream(StreamSource content, SealedLink link) throws Unread, IOException {
        if (!stream.tryAcquire()) {
            throw new Unread("another stream is under way; one at a time is read here");
        }
        try {
            InputStream in = open(content);
            try {
                byte[] buffer = new byte[SealedLink.MAX_BYTES];
                for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                    link.send(FrameKind.DATA, ByteBuffer.wrap(buffer, 0, count));
                }
            } catch (Unread | IOException e) {
                abandon(in);
                throw e;
            }
            close(in);
        } finally {
            stream.release();
        }
    }

    private static InputStream open(StreamSource content) throws Unread {
        try {
            return content.open();
        } catch (IOException e) {
            throw new Unread(e.getMessage());
        }
    }

    private static int read(InputStream in, byte[] buffer) throws Unread {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new Unread(e.getMessage());
        }
    }

    /** What produced the stream may have failed. */
    private static void close(InputStream in) throws Unread {
        try {
            in.close();
        } catch (IOException e) {
            throw new Unread(e.getMessage());
        }
    }

    private void abandon(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            log.accept("ends badly: " + e.getMessage());
        }
    }

    private void warn(SealedLink link, String line) {
        try {
            link.send(FrameKind.WARNING, line);
        } catch (IOException e) {
            log.accept("was not told: " + TabLine.escape(line)); // what sends the stream finds out why
        }
    }
}
