package org.kaappliance.clientkit.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A command that runs on a node, as the appliance sees it. Any thread. */
public final class ConsoleCall {
    private final ConsoleWire wire;
    private final CommandOutput output;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    ConsoleCall(ConsoleWire wire, CommandOutput output) {
        this.wire = wire;
        this.output = output;
    }

    /**
     * Waits for its end.
     *
     * @return its exit code; 128 and the signal's number of one that a signal ended
     * @throws IOException one line: it was not run, or the connection ended before it did
     */
    public int await() throws IOException, InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException | CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** Ends the command on the node; does nothing when it is over. */
    public void interrupt() {
        exit.completeExceptionally(new IOException("interrupted"));
        wire.close();
    }

    /** On the thread of the connection. @return whether more is to come */
    boolean heard(ConsoleWire.Message message) throws IOException {
        switch (message.kind()) {
            case OUTPUT -> output.output(message.payload());
            case ERRORS -> output.errors(message.payload());
            case EXIT -> exit.complete(code(message.payload()));
            case REFUSED ->
                exit.completeExceptionally(new IOException(new String(message.payload(), StandardCharsets.UTF_8)));
            case PING, RUN -> throw new IOException("the node says " + message.kind());
        }
        return !exit.isDone();
    }

    /** The connection is over. */
    void ended(String reason) {
        exit.completeExceptionally(new IOException(reason));
    }

    private static int code(byte[] payload) throws IOException {
        if (payload.length != 4) {
            throw new IOException("an exit code of " + payload.length + " bytes");
        }
        return ByteBuffer.wrap(payload).getInt();
    }
}
