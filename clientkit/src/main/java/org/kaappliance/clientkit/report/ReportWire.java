package org.kaappliance.clientkit.report;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.kaappliance.clientkit.text.TabLine;

/**
 * Lines over a TCP connection, at most {@value #MAX_LINE_BYTES} bytes each. One thread reads; any thread writes.
 */
final class ReportWire implements AutoCloseable {
    static final String VERSION = "1";
    static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_FIELD_CHARS = 1000;

    private final Socket socket;
    private final ReportTimes times;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[MAX_LINE_BYTES];
    private int start;
    private int end;
    private long heardNanos = System.nanoTime();

    /** Takes the socket over; a read that hears nothing for {@code silence} fails. */
    ReportWire(Socket socket, ReportTimes times) throws IOException {
        this.socket = socket;
        this.times = times;
        socket.setSoTimeout(times.silenceMillis());
        socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Waits for the first byte of the connection, which stays the first of the first line.
     *
     * @return -1 when the peer ended the connection before it
     */
    int firstByte() throws IOException {
        end = Math.max(0, in.read(buffer, 0, 1));
        return end == 0 ? -1 : buffer[0] & 0xff;
    }

    /**
     * The next line that is no {@code ping}.
     *
     * @throws EOFException when the peer ended the connection
     * @throws IOException also for a line that is too long, not UTF-8 or badly escaped
     */
    TabLine read() throws IOException {
        TabLine line = readLine();
        while (line.keyword().equals("ping")) {
            line = readLine();
        }
        return line;
    }

    /**
     * Takes the pings that have come, without waiting for more.
     *
     * @throws IOException when the peer ended the connection, was silent for too long, or said something else
     */
    void catchUp() throws IOException {
        socket.setSoTimeout(1);
        try {
            while (readLine().keyword().equals("ping")) {}
            throw new IOException("an answer came that nothing waits for");
        } catch (SocketTimeoutException e) {
            if (System.nanoTime() - heardNanos > times.silence().toNanos()) {
                throw new IOException("nothing was heard for " + times.silence(), e);
            }
        } finally {
            socket.setSoTimeout(times.silenceMillis());
        }
    }

    /** Sends a line, each field cut to {@value #MAX_FIELD_CHARS} characters. */
    void write(String... fields) throws IOException {
        String[] cut = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            cut[i] = cut(fields[i]);
        }
        byte[] line = (TabLine.of(cut).encode() + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > MAX_LINE_BYTES) {
            throw new IOException("a line of " + line.length + " bytes is too long for the report channel");
        }
        synchronized (out) {
            out.write(line);
        }
    }

    /** Reads on until the peer closes: closing with unread bytes would reset the connection and could lose our last line. */
    void drain() throws IOException {
        socket.shutdownOutput();
        while (in.read(buffer) >= 0) {
            start = 0;
            end = 0;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            return; // the descriptor is released all the same
        }
    }

    private TabLine readLine() throws IOException {
        int scanned = start;
        while (true) {
            for (; scanned < end; scanned++) {
                if (buffer[scanned] == '\n') {
                    TabLine line = decode(start, scanned);
                    start = scanned + 1;
                    return line;
                }
            }
            scanned -= makeRoom();
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                throw new EOFException("the connection was closed");
            }
            end += count;
            heardNanos = System.nanoTime();
        }
    }

    /** Moves what is unread to the front; how far. */
    private int makeRoom() throws SocketException {
        int moved = start;
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) {
            throw new SocketException("a line is over " + MAX_LINE_BYTES + " bytes");
        }
        return moved;
    }

    private TabLine decode(int from, int to) throws IOException {
        try {
            return TabLine.decode(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, from, to - from))
                    .toString());
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new IOException("not a line of the report channel", e);
        }
    }

    private static String cut(String field) {
        return field.length() <= MAX_FIELD_CHARS ? field : field.substring(0, MAX_FIELD_CHARS - 3) + "...";
    }
}
