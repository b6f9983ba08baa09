package org.kaappliance.clientkit.console;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kaappliance.config.MacAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The appliance's end of the console: keeps the connection of each machine on which its next command can be sent. Methods may be called
 * on any thread.
 */
public final class ConsoleServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 2048;
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

    private final ConsoleKey.Ring ring;
    private final ConsoleTimes times;
    private final Set<ConsoleSeat> all = ConcurrentHashMap.newKeySet();
    private final Map<MacAddress, ConsoleSeat> idle = new HashMap<>();
    private final Map<MacAddress, Integer> connections = new HashMap<>();
    private final ScheduledExecutorService pinger =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "console-ping"));

    private ConsoleServer(ConsoleKey.Ring ring, ConsoleTimes times) {
        this.ring = ring;
        this.times = times;
    }

    /** @param ring whose connections are taken, and kept as long as it does not change */
    public static ConsoleServer start(ConsoleKey.Ring ring) {
        return start(ring, ConsoleTimes.STANDARD);
    }

    static ConsoleServer start(ConsoleKey.Ring ring, ConsoleTimes times) {
        ConsoleServer server = new ConsoleServer(ring, times);
        long millis = times.ping().toMillis();
        server.pinger.scheduleWithFixedDelay(server::tick, millis, millis, TimeUnit.MILLISECONDS);
        return server;
    }

    /**
     * Talks to a node until its connection ends; on the caller's thread.
     *
     * @param firstByte what was read from it already
     */
    public void take(Socket socket, int firstByte) {
        try (socket) {
            if (all.size() >= MAX_CONNECTIONS) {
                throw new IOException("there are " + MAX_CONNECTIONS);
            }
            socket.setSoTimeout(times.silenceMillis());
            socket.setTcpNoDelay(true);
            serve(ConsoleHandshake.accept(socket, new byte[] {(byte) firstByte}, ring));
        } catch (IOException e) {
            LOG.debug(
                    "console connection of {} ended: {}",
                    socket.getInetAddress().getHostAddress(),
                    e.getMessage());
        }
    }

    private void serve(ConsoleHandshake.Accepted accepted) throws IOException {
        ConsoleSeat seat = new ConsoleSeat(accepted.key(), accepted.wire());
        all.add(seat);
        try {
            offer(seat);
            seat.run();
        } finally {
            all.remove(seat);
            withdraw(seat);
        }
    }

    /** The newest connection of a machine counts: one before it, without a command, is of a start that is over. */
    private synchronized void offer(ConsoleSeat seat) {
        connections.merge(seat.mac(), 1, Integer::sum);
        ConsoleSeat older = idle.put(seat.mac(), seat);
        if (older != null) {
            older.close();
        }
        notifyAll();
    }

    private synchronized void withdraw(ConsoleSeat seat) {
        idle.remove(seat.mac(), seat);
        connections.computeIfPresent(seat.mac(), (mac, count) -> count > 1 ? count - 1 : null);
    }

    /** Whether this machine stands in stage 1 and can be told something. */
    public synchronized boolean isThere(MacAddress mac) {
        return connections.containsKey(mac);
    }

    /**
     * Starts a command on a machine.
     *
     * @param patience how long to wait for the machine: after a command it needs a moment to connect again
     * @throws IOException one line: it is not there, or the command cannot be said
     */
    public ConsoleCall run(MacAddress mac, List<String> command, CommandOutput output, Duration patience)
            throws IOException, InterruptedException {
        byte[] text;
        try {
            text = CommandText.encode(command);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (Optional<ConsoleSeat> seat = pick(mac, deadline); seat.isPresent(); seat = pick(mac, deadline)) {
            Optional<ConsoleCall> call = seat.get().start(text, output);
            if (call.isPresent()) {
                return call.get();
            }
        }
        throw new IOException("is not connected: a machine can be told something while it is in stage 1");
    }

    private synchronized Optional<ConsoleSeat> pick(MacAddress mac, long deadlineNanos) throws InterruptedException {
        for (long left = 1; !idle.containsKey(mac) && left > 0; ) {
            left = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (left > 0) {
                wait(left);
            }
        }
        return Optional.ofNullable(idle.remove(mac));
    }

    /** Says that we are alive, and lets go who is not of its job any more. */
    private void tick() {
        for (ConsoleSeat seat : all) {
            try {
                if (ring.find(seat.key().job(), seat.mac()).equals(Optional.of(seat.key()))) {
                    seat.ping();
                } else {
                    seat.close();
                }
            } catch (IOException e) {
                seat.close();
            } catch (RuntimeException e) {
                LOG.error("bug in the console of {}", seat.mac(), e);
            }
        }
    }

    /** Ends all connections, and the commands on them. */
    @Override
    public void close() {
        pinger.shutdownNow();
        all.forEach(ConsoleSeat::close);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
