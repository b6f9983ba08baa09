package org.kaappliance.relay.seal;

import java.nio.ByteBuffer;
import org.kaappliance.relay.wire.Message;
import org.kaappliance.relay.wire.MessageCodec;

/** Messages as sealed records: u16 length of what follows, type and fields encrypted, tag. */
public final class SealedMessages {
    public static final int MAX_BYTES = MessageCodec.MAX_BYTES + Sealer.TAG_BYTES;
    private static final int MIN_BYTES = 3 + Sealer.TAG_BYTES;

    private SealedMessages() {}

    /** The record of a message, ready to be sent. */
    public static ByteBuffer encode(Message message, Sealer sealer) {
        ByteBuffer plain = MessageCodec.encode(message).position(2);
        ByteBuffer out = ByteBuffer.allocate(2 + plain.remaining() + Sealer.TAG_BYTES);
        out.putShort((short) (plain.remaining() + Sealer.TAG_BYTES));
        sealer.seal(plain, out);
        return out.flip();
    }

    /** As {@link MessageCodec#frameBytes}, of a record. */
    public static int frameBytes(ByteBuffer in) {
        if (in.remaining() < 2) {
            return 0;
        }
        int bytes = (in.getShort(in.position()) & 0xffff) + 2;
        return bytes > MAX_BYTES || bytes < MIN_BYTES ? -1 : bytes;
    }

    /** Reads one whole record and takes it; what does not open comes as {@link Message.Malformed}. */
    public static Message decode(ByteBuffer record, Opener opener) {
        int plainBytes = record.remaining() - 2 - Sealer.TAG_BYTES;
        ByteBuffer plain = ByteBuffer.allocate(record.remaining()).putShort((short) plainBytes);
        record.position(record.position() + 2);
        return opener.open(record, plain)
                ? MessageCodec.decode(plain.flip())
                : new Message.Malformed("a sealed message that does not open");
    }
}
