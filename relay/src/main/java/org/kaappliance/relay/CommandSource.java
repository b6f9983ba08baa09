package org.kaappliance.relay;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * What a shell command ({@code /bin/sh -c}) writes to its standard output is the stream. A command that does not exit with 0 fails it, with the last
 * line of its standard error as the reason.
 */
public record CommandSource(String command) implements StreamSource {
    @Override
    public InputStream open() throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", command).start();
        process.getOutputStream().close();
        return new Output(process);
    }

    /** {@link #close} after the end of the output waits for the exit, before it kills the command. */
    private static final class Output extends FilterInputStream {
        private final Process process;
        private final CommandErrors errors;
        private volatile boolean atEnd;

        Output(Process process) {
            super(process.getInputStream());
            this.process = process;
            this.errors = new CommandErrors(process.getErrorStream());
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            atEnd |= value < 0;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            atEnd |= count < 0;
            return count;
        }

        @Override
        public void close() throws IOException {
            if (!atEnd) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                return;
            }
            try {
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new IOException("the command closed its output and did not exit within a minute");
                }
                super.close();
                if (process.exitValue() != 0) {
                    String last = errors.lastLine();
                    throw new IOException(
                            "the command exited with " + process.exitValue() + (last.isEmpty() ? "" : ": " + last));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroy();
            }
        }
    }
}
