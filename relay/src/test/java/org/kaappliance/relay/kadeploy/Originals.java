package org.kaappliance.relay.kadeploy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.kaappliance.config.Ipv4Subnet;
import org.kaappliance.relay.RelayPorts;
import org.kaappliance.relay.StreamSink;

/** Programs that speak Ka-deploy 0.6 (src/test/python), each at a loopback address of its own, on ports that were free. Needs python3. */
final class Originals implements AutoCloseable {
    static final Inet4Address SERVER = Ipv4Subnet.address("127.0.0.1");
    private static final long LIMIT_SECONDS = 60;

    final Path dir;
    final RelayPorts ports = freePorts();
    private final List<Program> programs = new ArrayList<>();

    Originals(Path dir) throws IOException {
        this.dir = dir;
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Inet4Address address(int index) {
        return Ipv4Subnet.address("127.0.0." + (10 + index));
    }

    /** A client at 127.0.0.(10 + index), started. */
    Program client(String session, int index, String... options) throws IOException {
        String name = address(index).getHostAddress();
        Program program = new Program(name, dir.resolve(name + ".out"), dir.resolve(name + ".log"));
        List<String> more = new ArrayList<>(
                List.of("--ask", SERVER.getHostAddress(), "--local", name, "--out", program.out.toString()));
        return start("ka_d_client.py", session, program, more, options);
    }

    /** A server at 127.0.0.1 that sends that file to so many clients, started. */
    Program server(String session, int clients, Path input, String... options) throws Exception {
        Program program = new Program("server", input, dir.resolve("server.log"));
        List<String> more = new ArrayList<>(List.of(
                "-n",
                Integer.toString(clients),
                "--local",
                SERVER.getHostAddress(),
                "--discovery-local",
                SERVER.getHostAddress(),
                "--input",
                input.toString()));
        start("ka_d_server.py", session, program, more, options);
        program.awaitLine("open");
        return program;
    }

    private Program start(String script, String session, Program program, List<String> more, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", "src/test/python/" + script, "-s", session));
        command.addAll(more);
        command.addAll(List.of("--discovery-port", Integer.toString(ports.discovery())));
        command.addAll(List.of("--reply-port", Integer.toString(ports.reply())));
        command.addAll(List.of("--control-port", Integer.toString(ports.control())));
        command.addAll(List.of("--data-port", Integer.toString(ports.data())));
        command.addAll(List.of(options));
        program.process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(program.log.toFile())
                .start();
        programs.add(program);
        return program;
    }

    @Override
    public void close() {
        programs.forEach(program -> program.process.destroyForcibly());
        programs.forEach(program -> program.process.onExit().join());
    }

    static StreamSink nowhere() {
        return new StreamSink() {
            @Override
            public void write(ByteBuffer chunk) {
                chunk.position(chunk.limit());
            }

            @Override
            public void finish() {}

            @Override
            public void abort(String reason) {}
        };
    }

    private static RelayPorts freePorts() throws IOException {
        try (DatagramSocket discovery = new DatagramSocket();
                DatagramSocket reply = new DatagramSocket();
                ServerSocket control = new ServerSocket();
                ServerSocket data = new ServerSocket()) {
            control.bind(new InetSocketAddress(0));
            data.bind(new InetSocketAddress(0));
            return new RelayPorts(
                    discovery.getLocalPort(), reply.getLocalPort(), control.getLocalPort(), data.getLocalPort());
        }
    }

    /** One running program. */
    static final class Program {
        final String name;
        final Path out;
        final Path log;
        Process process;

        Program(String name, Path out, Path log) {
            this.name = name;
            this.out = out;
            this.log = log;
        }

        /** Its exit code, or -1 when it has not ended in time. */
        int await() throws InterruptedException {
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        }

        byte[] received() throws IOException {
            return Files.exists(out) ? Files.readAllBytes(out) : new byte[0];
        }

        String said() throws IOException {
            return name + ":\n" + Files.readString(log);
        }

        /** Waits until it has said a line that begins so. */
        String awaitLine(String start) throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (System.nanoTime() < deadline) {
                var line = Files.readString(log)
                        .lines()
                        .filter(l -> l.startsWith(start))
                        .findFirst();
                if (line.isPresent()) {
                    return line.get();
                }
                if (process.waitFor(20, TimeUnit.MILLISECONDS)
                        && !Files.readString(log).contains(start)) {
                    break;
                }
            }
            throw new AssertionError("never said \"" + start + "\": " + said());
        }
    }
}
