package org.kaappliance.relay.stream;

import java.nio.ByteBuffer;
import org.kaappliance.relay.wire.BlockHeader;

/**
 * The next thing for a reader.
 *
 * @param header a BLOCK or the END
 * @param payload its bytes, for this reader alone; valid until the reader's cursor moves
 */
public record Slice(BlockHeader header, ByteBuffer payload) {}
