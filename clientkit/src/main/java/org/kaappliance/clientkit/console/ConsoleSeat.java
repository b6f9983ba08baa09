package org.kaappliance.clientkit.console;

import java.io.IOException;
import java.util.Optional;
import org.kaappliance.config.MacAddress;

/** A machine's connection at the appliance: one command, or none yet. {@link #run} on its own thread, the others on any. */
final class ConsoleSeat {
    private final ConsoleKey key;
    private final ConsoleWire wire;
    private Optional<ConsoleCall> call = Optional.empty();
    private boolean over;

    ConsoleSeat(ConsoleKey key, ConsoleWire wire) {
        this.key = key;
        this.wire = wire;
    }

    ConsoleKey key() {
        return key;
    }

    MacAddress mac() {
        return key.mac();
    }

    /** Starts the command of this connection; empty when the connection is over. */
    synchronized Optional<ConsoleCall> start(byte[] text, CommandOutput output) {
        if (over) {
            return Optional.empty();
        }
        ConsoleCall started = new ConsoleCall(wire, output);
        call = Optional.of(started);
        try {
            wire.send(ConsoleWire.Kind.RUN, text);
            return call;
        } catch (IOException e) {
            wire.close();
            return Optional.empty();
        }
    }

    /** Hears the node until the end of its command, or of the connection. */
    void run() throws IOException {
        String reason = "its connection was closed";
        try (wire) {
            boolean more = true;
            while (more) {
                ConsoleWire.Message message = wire.read();
                more = call().orElseThrow(() -> new IOException("it says " + message.kind() + " unasked"))
                        .heard(message);
            }
        } catch (IOException e) {
            reason = "its connection ended: " + (e.getMessage() == null ? "closed" : e.getMessage());
            throw e;
        } finally {
            end(reason);
        }
    }

    private synchronized Optional<ConsoleCall> call() {
        return call;
    }

    private synchronized void end(String reason) {
        over = true;
        call.ifPresent(c -> c.ended(reason));
    }

    void ping() throws IOException {
        wire.ping();
    }

    void close() {
        wire.close();
    }
}
