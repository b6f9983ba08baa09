package org.kaappliance.relay.link;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.kaappliance.relay.ReceiveEvent;
import org.kaappliance.relay.ReceiveListener;
import org.kaappliance.relay.StreamSink;

/** The thread on which a node decides. The caller's thread only tells the listener, so that a slow listener holds up nothing. */
public final class NodeThread {
    /** A listener that is further behind than this misses some of what is told again and again. */
    private static final int MAX_UNTOLD = 64;

    /** Closes what a node has open. */
    public interface ShutDown {
        void run() throws InterruptedException;
    }

    private final BlockingQueue<Optional<ReceiveEvent>> told = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** @param loop the node's life; it ends when it is interrupted */
    public NodeThread(String name, Runnable loop) {
        this.thread = new Thread(loop, name);
        thread.setDaemon(true);
    }

    /** Any thread. */
    public void tell(ReceiveEvent event) {
        boolean isOneOfMany = event instanceof ReceiveEvent.Progress || event instanceof ReceiveEvent.Fleet;
        if (told.size() < MAX_UNTOLD || !isOneOfMany) {
            told.add(Optional.of(event));
        }
    }

    /** Nothing more will be told: lets {@link #run} return. Any thread. */
    public void tellEnd() {
        told.add(Optional.empty());
    }

    /** Runs the loop until {@link #tellEnd}, then leaves: in order when the node's life has ended, else as abruptly as a kill. */
    public void run(ReceiveListener listener, ShutDown shutDown, StreamSink sink) throws InterruptedException {
        thread.start();
        try {
            for (Optional<ReceiveEvent> event = told.take(); event.isPresent(); event = told.take()) {
                listener.on(event.get());
            }
        } finally {
            stop(shutDown, sink);
        }
    }

    private void stop(ShutDown shutDown, StreamSink sink) {
        boolean wasInterrupted = Thread.interrupted();
        thread.interrupt();
        try {
            thread.join(1000);
            shutDown.run();
        } catch (InterruptedException e) {
            wasInterrupted = true;
            sink.abort("interrupted");
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
