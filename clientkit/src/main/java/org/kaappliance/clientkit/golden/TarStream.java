package org.kaappliance.clientkit.golden;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What a running tar writes. Read on one thread, closed on any. */
final class TarStream extends FilterInputStream {
    /** tar(1), "RETURN VALUE": 1 is "some files differ", which includes files that changed while they were read. */
    private static final int SOME_FILES_DIFFER = 1;

    private static final int KEPT_LINES = 3;

    private final Process tar;
    private final Thread errors;
    private final Deque<String> lastErrors = new ArrayDeque<>();
    private int unexplained;
    private volatile boolean atEnd;

    TarStream(Process tar, Consumer<String> warnings) throws IOException {
        super(tar.getInputStream());
        this.tar = tar;
        this.errors = new Thread(() -> readErrors(warnings), "tar-errors");
        errors.setDaemon(true);
        errors.start();
        tar.getOutputStream().close();
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        atEnd |= octet < 0;
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        atEnd |= count < 0;
        return count;
    }

    @Override
    public void close() throws IOException {
        if (!atEnd) {
            tar.destroy();
            super.close();
            return;
        }
        int code = exitCode();
        super.close();
        if (code > SOME_FILES_DIFFER && !onlyChangesWereTold()) {
            throw new IOException("tar of the golden system failed with code " + code + ": " + lastErrors());
        }
    }

    private int exitCode() throws InterruptedIOException {
        try {
            int code = tar.waitFor();
            errors.join();
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tar.destroy();
            throw new InterruptedIOException("interrupted while tar ends");
        }
    }

    private void readErrors(Consumer<String> warnings) {
        try (BufferedReader lines = tar.errorReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                warnings.accept(line);
            }
        } catch (IOException e) {
            keep(e.toString());
        }
    }

    /** For a directory that vanishes at the wrong moment tar says failure, and goes on. */
    private synchronized boolean onlyChangesWereTold() {
        return unexplained == 0 && !lastErrors.isEmpty();
    }

    private synchronized void keep(String line) {
        boolean summary = line.equals("tar: Exiting with failure status due to previous errors");
        unexplained += summary || SourceChange.parse(line).isPresent() ? 0 : 1;
        if (lastErrors.size() == KEPT_LINES) {
            lastErrors.removeFirst();
        }
        lastErrors.addLast(line);
    }

    private synchronized String lastErrors() {
        return String.join(" | ", lastErrors);
    }
}
