package org.kaappliance.clientkit.remote;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/** What a golden node answers to one request, as a stream. Read on one thread, closed on any: closing ends the golden node's work, too. */
final class Answer extends InputStream {
    private final SealedLink link;
    private final String who;
    private final Consumer<String> warnings;
    private byte[] bytes = {};
    private int at;
    private boolean ended;

    Answer(SealedLink link, String who, Consumer<String> warnings) {
        this.link = link;
        this.who = who;
        this.warnings = warnings;
    }

    /** The request cannot be planned there. */
    static final class Problems extends IOException {
        private static final long serialVersionUID = 1;

        Problems(String text) {
            super(text);
        }

        List<String> lines() {
            return getMessage().lines().toList();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (at == bytes.length && !ended) {
            next();
        }
        if (at == bytes.length) {
            return -1;
        }
        int count = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, into, offset, count);
        at += count;
        return count;
    }

    private void next() throws IOException {
        SealedLink.Frame frame = receive();
        switch (frame.kind()) {
            case DATA -> {
                bytes = frame.bytes();
                at = 0;
            }
            case WARNING -> warnings.accept(frame.text());
            case ALIVE -> {}
            case END -> ended = true;
            case FAILED -> throw new IOException("golden node " + who + ": " + frame.text());
            case PROBLEMS -> throw new Problems(frame.text());
            case REQUEST -> throw new IOException("golden node " + who + " asks instead of answering");
        }
    }

    private SealedLink.Frame receive() throws IOException {
        try {
            return link.receive();
        } catch (IOException e) {
            throw new IOException("golden node " + who + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
