package org.kaappliance.relay.link;

import java.nio.ByteBuffer;
import org.kaappliance.relay.seal.Sealer;
import org.kaappliance.relay.seal.Seals;
import org.kaappliance.relay.wire.BlockHeader;

/** Frames as sealed records, a header's and a payload's: between the stream's buffer and the socket they pass through one block of memory. */
final class SealedFrames {
    private static final int MAX_BYTES = BlockHeader.BYTES + BlockHeader.MAX_BLOCK_BYTES + 2 * Sealer.TAG_BYTES;

    private final Seals seals;
    private ByteBuffer records = ByteBuffer.allocate(0);

    SealedFrames(Seals seals) {
        this.seals = seals;
    }

    /** The records of these parts, to be sent before the next ones are sealed. */
    ByteBuffer seal(ByteBuffer... parts) {
        ByteBuffer out = emptied();
        for (ByteBuffer part : parts) {
            seals.out().seal(part, out);
        }
        return out.flip();
    }

    /** Where the record goes that holds so many bytes. */
    ByteBuffer room(int plainBytes) {
        return emptied().limit(plainBytes + Sealer.TAG_BYTES);
    }

    /** Opens the record that now fills the room; false when it is not what the other end has sealed next. */
    boolean open(ByteBuffer plain) {
        return seals.in().open(records.flip(), plain);
    }

    /** Allocated when first used: a connection that is turned away needs none. */
    private ByteBuffer emptied() {
        if (records.capacity() == 0) {
            records = ByteBuffer.allocateDirect(MAX_BYTES);
        }
        return records.clear();
    }
}
