package org.kaappliance.tftp;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How many datagrams are taken in with one system call: two while they come one by one, because to prepare for many costs as much as the
 * call itself; four times as many after a full batch, half as many after one that was nearly empty.
 */
final class DatagramBatches extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int LEAST = 2;

    private final int datagramBytes;
    private final int mostDatagrams;

    DatagramBatches(int datagramBytes, int mostDatagrams) {
        super(1); // batches before other sockets get their turn
        this.datagramBytes = datagramBytes;
        this.mostDatagrams = mostDatagrams;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new Batch();
    }

    private final class Batch extends MaxMessageHandle {
        private int datagrams = LEAST;

        @Override
        public int guess() {
            return datagrams * datagramBytes;
        }

        @Override
        public void lastBytesRead(
                int bytes) { // netty says as many times the datagram's bytes as it took; less than none for none
            super.lastBytesRead(bytes);
            datagrams = next(datagrams, Math.max(0, bytes / datagramBytes));
        }
    }

    /** @param taken in the last batch, at most {@code batch} */
    int next(int batch, int taken) {
        if (taken >= batch) {
            return Math.min(mostDatagrams, batch * 4);
        }
        return taken <= batch / 4 ? Math.max(LEAST, batch / 2) : batch;
    }
}
