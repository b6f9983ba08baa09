package org.kaappliance.relay.link;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.kaappliance.relay.keep.KeptStream;
import org.kaappliance.relay.stream.Cursor;
import org.kaappliance.relay.stream.Slice;
import org.kaappliance.relay.stream.StreamBuffer;
import org.kaappliance.relay.wire.BlockHeader;

/** Sends one child what it wants next: from the window, and from what is kept when the window does not have it. On the connection's thread. */
final class ChildFeed {
    private static final Duration IDLE = Duration.ofMillis(250);

    private final StreamBuffer buffer;
    private final Cursor cursor;
    private final KeptStream kept;
    private final SendBuffer sendBuffer;
    private final ByteBuffer header = ByteBuffer.allocateDirect(BlockHeader.BYTES);
    private Optional<ByteBuffer> keptBlock = Optional.empty();

    ChildFeed(StreamBuffer buffer, Cursor cursor, KeptStream kept, Duration roundTrip) {
        this.buffer = buffer;
        this.cursor = cursor;
        this.kept = kept;
        this.sendBuffer = new SendBuffer(roundTrip, System.nanoTime());
    }

    /** Until the end of the stream. @throws IOException also when neither has what the child wants next: it hears why when it comes back */
    void sendTo(PeerLink link) throws IOException, InterruptedException {
        while (!buffer.isClosed()) {
            Optional<Slice> next = next();
            BlockHeader blockHeader =
                    next.map(Slice::header).orElseGet(() -> BlockHeader.idle(buffer.position(cursor)));
            header.clear();
            blockHeader.put(header);
            if (next.isEmpty()) {
                link.writeFrame(header.flip());
                continue;
            }
            link.writeFrame(header.flip(), next.get().payload());
            if (blockHeader.kind() == BlockHeader.Kind.END) {
                return;
            }
            buffer.advance(cursor, next.get());
            OptionalInt size = sendBuffer.took(blockHeader.length(), System.nanoTime());
            if (size.isPresent()) {
                link.channel().setOption(StandardSocketOptions.SO_SNDBUF, size.getAsInt());
            }
        }
    }

    private Optional<Slice> next() throws IOException, InterruptedException {
        Optional<Slice> next = buffer.next(cursor, IDLE.toNanos());
        return next.isEmpty() && buffer.isOverrun(cursor) ? Optional.of(readKept(buffer.position(cursor))) : next;
    }

    /** Up to the next chunk's start: the window begins at one, so what it lacks goes at least as far. */
    private Slice readKept(long position) throws IOException {
        int length = BlockHeader.MAX_BLOCK_BYTES - (int) (position % BlockHeader.MAX_BLOCK_BYTES);
        ByteBuffer block = keptBlock.orElseGet(() -> ByteBuffer.allocateDirect(BlockHeader.MAX_BLOCK_BYTES));
        keptBlock = Optional.of(block);
        block.clear().limit(length);
        while (block.hasRemaining()) {
            if (kept.read(position + block.position(), block) <= 0) {
                throw new IOException("byte " + (position + block.position()) + " is not kept");
            }
        }
        block.flip();
        return new Slice(
                new BlockHeader(BlockHeader.Kind.BLOCK, length, position, BlockHeader.crcOf(block)), block.duplicate());
    }
}
