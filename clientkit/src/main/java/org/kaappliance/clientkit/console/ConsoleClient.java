package org.kaappliance.clientkit.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The node's end of the console: holds one connection to the appliance on which the next command may come, and makes another one as soon
 * as that has. At most {@value #MAX_CONNECTIONS} at once. All on threads of its own: the cloning waits for none of them.
 */
public final class ConsoleClient implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 8;

    private final InetSocketAddress appliance;
    private final ConsoleKey key;
    private final Commands commands;
    private final Runnable notWanted;
    private final ConsoleTimes times;
    private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService runners = Executors.newCachedThreadPool(work -> daemon(work, "console-command"));
    private final ScheduledExecutorService pinger =
            Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "console-ping"));
    private final Thread thread = daemon(this::run, "console");
    private volatile ConsoleWire waiting;

    private ConsoleClient(
            InetSocketAddress appliance, ConsoleKey key, Commands commands, Runnable notWanted, ConsoleTimes times) {
        this.appliance = appliance;
        this.key = key;
        this.commands = commands;
        this.notWanted = notWanted;
        this.times = times;
    }

    /**
     * Connects from now on, until closed.
     *
     * @param notWanted is told, on a thread of the client, each time that the appliance says that this machine is not, or no longer, of its
     *     job
     */
    public static ConsoleClient start(
            InetSocketAddress appliance, ConsoleKey key, Commands commands, Runnable notWanted) {
        return start(appliance, key, commands, notWanted, ConsoleTimes.STANDARD);
    }

    static ConsoleClient start(
            InetSocketAddress appliance, ConsoleKey key, Commands commands, Runnable notWanted, ConsoleTimes times) {
        ConsoleClient client = new ConsoleClient(appliance, key, commands, notWanted, times);
        long pingMillis = times.ping().toMillis();
        client.pinger.scheduleWithFixedDelay(client::ping, pingMillis, pingMillis, TimeUnit.MILLISECONDS);
        client.thread.start();
        return client;
    }

    /** Ends the connections, and the commands that run. */
    @Override
    public void close() {
        closed.countDown();
        pinger.shutdownNow();
        runners.shutdownNow();
        thread.interrupt();
        ConsoleWire idle = waiting;
        if (idle != null) {
            idle.close();
        }
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                free.acquire();
                if (!serveNext()) {
                    free.release();
                    closed.await(times.pause().toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Waits for a command and has it run; false when none came, because there is no connection. */
    private boolean serveNext() {
        try {
            ConsoleWire wire = connect();
            RemoteCommand command = next(wire);
            runners.execute(() -> serve(command));
            return true;
        } catch (NotWantedException e) {
            notWanted.run();
            return false;
        } catch (IOException | RuntimeException e) { // also a command that comes while we close
            return false;
        }
    }

    private ConsoleWire connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(appliance, times.silenceMillis());
            socket.setSoTimeout(times.silenceMillis());
            socket.setTcpNoDelay(true);
            return ConsoleHandshake.connect(socket, key);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private RemoteCommand next(ConsoleWire wire) throws IOException {
        waiting = wire;
        try {
            if (closed.getCount() == 0) {
                throw new IOException("closed");
            }
            ConsoleWire.Message message = wire.read();
            if (message.kind() != ConsoleWire.Kind.RUN) {
                throw new IOException("the appliance says " + message.kind() + " where a command was to come");
            }
            return new RemoteCommand(wire, commands, CommandText.decode(message.payload()), times);
        } catch (IOException e) {
            wire.close();
            throw e;
        } finally {
            waiting = null;
        }
    }

    private void serve(RemoteCommand command) {
        try {
            command.run();
        } finally {
            free.release();
        }
    }

    /** A connection with a command on it pings by itself. */
    private void ping() {
        ConsoleWire idle = waiting;
        if (idle != null) {
            try {
                idle.ping();
            } catch (IOException e) {
                idle.close();
            }
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
