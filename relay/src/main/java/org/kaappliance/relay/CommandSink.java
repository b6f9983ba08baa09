package org.kaappliance.relay;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** The stream into a shell command's ({@code /bin/sh -c}) standard input. A command that does not exit with 0, or closes its input early, fails the node. */
public final class CommandSink implements StreamSink {
    private final Process process;
    private final OutputStream stdin;
    private final CommandErrors errors;
    private final byte[] copy = new byte[256 << 10];

    private CommandSink(Process process) {
        this.process = process;
        this.stdin = process.getOutputStream();
        this.errors = new CommandErrors(process.getErrorStream());
    }

    /** Starts the command; its standard output is ours. */
    public static CommandSink start(String command) throws IOException {
        return new CommandSink(new ProcessBuilder("/bin/sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        try {
            while (chunk.hasRemaining()) {
                int length = Math.min(copy.length, chunk.remaining());
                chunk.get(copy, 0, length);
                stdin.write(copy, 0, length);
            }
        } catch (IOException e) {
            throw new IOException("the command closed its input early" + afterColon(), e);
        }
    }

    @Override
    public void finish() throws IOException {
        try {
            stdin.close();
        } catch (IOException e) {
            throw new IOException("the command closed its input early" + afterColon(), e);
        }
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException("the command exited with " + exit + afterColon());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the command finished", e);
        }
    }

    private String afterColon() {
        try {
            String last = errors.lastLine();
            return last.isEmpty() ? "" : ": " + last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Kills the command and what it started. */
    @Override
    public void abort(String reason) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
