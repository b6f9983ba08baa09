package org.kaappliance.appliance.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQLite's journal as a kill or a power cut left it. SQLite takes the transactions that are whole by their checksums, and no others
 * (https://www.sqlite.org/fileformat2.html#walformat); what it leaves out without a word is reported here.
 */
final class WriteAheadLog {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int PAGE_SIZE_AT = 8;
    private static final int HEADER_SALT_AT = 16;
    private static final int FRAME_SALT_AT = 8;

    private WriteAheadLog() {}

    /** Takes what is whole into the database, before the first write of this run. */
    static void recover(Statement database, Path journal) throws SQLException, IOException {
        long frames;
        try (ResultSet checkpoint = database.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
            frames = checkpoint.getInt(2);
        }
        if (frames >= 0 && isTornAfter(frames, journal)) {
            LOG.warn(
                    "the last write to the state store was cut off, and is ignored: nobody was told that it was stored");
        }
    }

    /**
     * True when something of the present run of the journal stands behind its whole transactions. What stands there from before the journal was begun
     * anew has another salt.
     *
     * @param frames of whole transactions
     */
    private static boolean isTornAfter(long frames, Path journal) throws IOException {
        if (!Files.exists(journal)) {
            return false;
        }
        try (FileChannel file = FileChannel.open(journal)) {
            ByteBuffer header = read(file, 0, HEADER);
            if (header.remaining() < HEADER) {
                return header.hasRemaining();
            }
            long frame = HEADER + frames * (FRAME_HEADER + header.getInt(PAGE_SIZE_AT));
            ByteBuffer next = read(file, frame, FRAME_HEADER);
            return next.remaining() < FRAME_HEADER
                    ? next.hasRemaining()
                    : next.getLong(FRAME_SALT_AT) == header.getLong(HEADER_SALT_AT) || isZeroed(next);
        }
    }

    /** A power cut may leave the file as long as it was to become, without what was to be in it. */
    private static boolean isZeroed(ByteBuffer bytes) {
        return bytes.equals(ByteBuffer.allocate(bytes.remaining()));
    }

    private static ByteBuffer read(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
            // until it is full, or the file ends
        }
        return bytes.flip();
    }
}
