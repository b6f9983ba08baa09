package org.kaappliance.clientkit.tar;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Hears what a {@link TarReader} finds, on the thread that feeds it. */
public interface TarListener {
    /** A member begins. */
    void member(TarMember member) throws IOException;

    /**
     * Bytes of the present member's content, in ascending order. What lies between them, and between the last and the size, are holes: zeros.
     *
     * @param offset where they stand in the file
     * @param bytes valid during the call
     */
    void data(long offset, ByteBuffer bytes) throws IOException;

    /** The present member is complete. */
    void end() throws IOException;
}
