package org.kaappliance.tftp.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A boot ROM that fetches one file: one request, one transfer, and lost for good when nothing came after its tries. Takes
 * windows (RFC 7440) when the server grants them. One thread.
 */
final class Rom {
    private static final int TRIES = 6;
    private static final long FIRST_WAIT_NANOS = 1_000_000_000L;
    private static final long LONGEST_WAIT_NANOS = 4_000_000_000L;

    private final DatagramChannel channel;
    private final RomOrder order;
    private final ByteBuffer out = ByteBuffer.allocateDirect(512);
    private final CRC32 checksum = new CRC32();
    private final long startNanos;
    private InetSocketAddress server;
    private long endNanos;
    private long dueNanos;
    private int tries;
    private long lastBlock;
    private int sinceAck;
    private boolean gapTold;
    private int blockSize = 512;
    private int window = 1;
    private long bytes;
    private String lost;

    Rom(RomOrder order, InetAddress local, Selector selector) throws IOException {
        this.order = order;
        channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(local, 0));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        startNanos = System.nanoTime();
        request();
    }

    private void request() throws IOException {
        String options = "tsize|0|blksize|" + order.blockSize() + "|"
                + (order.window() > 1 ? "windowsize|" + order.window() + "|" : "");
        String text = "\0\1" + (order.file() + "|octet|" + options).replace('|', '\0');
        channel.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), order.server());
        rearm();
    }

    private void rearm() {
        dueNanos = System.nanoTime() + Math.min(LONGEST_WAIT_NANOS, FIRST_WAIT_NANOS << Math.min(tries, 4));
    }

    long delayNanos() {
        return order.delayNanos();
    }

    void failed(IOException e) {
        lost = e.toString();
        endNanos = System.nanoTime();
    }

    boolean isOver() {
        return endNanos != 0;
    }

    String lost() {
        return lost;
    }

    int window() {
        return window;
    }

    long nanos() {
        return endNanos - startNanos;
    }

    long bytes() {
        return bytes;
    }

    /** Takes what is there. @return true when an acknowledgement is due */
    boolean onReadable(ByteBuffer in) throws IOException {
        boolean ack = false;
        while (!isOver()) {
            in.clear();
            if (server == null) {
                server = (InetSocketAddress) channel.receive(in);
                if (server == null) {
                    return ack;
                }
                channel.connect(server);
            } else if (channel.read(in) <= 0) {
                return ack;
            }
            in.flip();
            if (in.remaining() >= 4) {
                ack |= onPacket(in);
            }
            if (ack && order.delayNanos() == 0) {
                ack();
                ack = false;
            }
        }
        return ack;
    }

    private boolean onPacket(ByteBuffer in) throws IOException {
        int opcode = in.getShort();
        if (opcode == 3) {
            return onData(in.getShort() & 0xffff, in);
        }
        if (opcode == 6 && lastBlock == 0) {
            readOptions(StandardCharsets.ISO_8859_1.decode(in).toString().split("\0"));
            tries = 0;
            rearm();
            return true;
        }
        if (opcode == 5) {
            lose("error " + in.getShort() + " " + StandardCharsets.ISO_8859_1.decode(in));
        }
        return false;
    }

    private void readOptions(String[] words) {
        for (int i = 0; i + 1 < words.length; i += 2) {
            if (words[i].equalsIgnoreCase("blksize")) {
                blockSize = Integer.parseInt(words[i + 1]);
            } else if (words[i].equalsIgnoreCase("windowsize")) {
                window = Integer.parseInt(words[i + 1]);
            }
        }
    }

    private boolean onData(int block, ByteBuffer in) throws IOException {
        if (block != (lastBlock + 1 & 0xffff)) {
            boolean tell = window > 1 && !gapTold;
            gapTold = true;
            return tell;
        }
        int length = in.remaining();
        checksum.update(in);
        bytes += length;
        lastBlock++;
        sinceAck++;
        gapTold = false;
        tries = 0;
        rearm();
        if (length < blockSize) {
            ack();
            end();
            return false;
        }
        return sinceAck >= window;
    }

    void ack() throws IOException {
        sinceAck = 0;
        out.clear().putShort((short) 4).putShort((short) lastBlock).flip();
        channel.write(out);
    }

    private void end() throws IOException {
        endNanos = System.nanoTime();
        channel.close();
        if (checksum.getValue() != order.crc32()) {
            lost = "wrong bytes";
        }
    }

    private void lose(String why) throws IOException {
        lost = why;
        endNanos = System.nanoTime();
        channel.close();
    }

    /** Asks again when nothing came, and is lost after its tries. */
    void onTick(long nowNanos) throws IOException {
        if (isOver() || nowNanos - dueNanos < 0) {
            return;
        }
        tries++;
        if (tries == TRIES) {
            lose("silence after block " + lastBlock);
        } else if (server == null) {
            request();
        } else {
            ack();
            rearm();
        }
    }
}
