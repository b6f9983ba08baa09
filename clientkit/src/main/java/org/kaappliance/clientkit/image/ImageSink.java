package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.kaappliance.relay.StreamSink;

/** Writes the stream of an {@link ImageSource} or a {@link DiskImageSource} onto its device, and can read it back. On one thread. */
public final class ImageSink implements StreamSink {
    private final Path device;
    private final FileChannel channel;
    private final long size;
    private final OptionalInt diskSectorBytes;
    private final ByteBuffer head = ByteBuffer.allocate(ImageFormat.HEADER_BYTES);
    private final ByteBuffer data = ByteBuffer.allocate(ImageFormat.PIECE_BYTES);
    private final WrittenPieces written = new WrittenPieces();
    private Optional<byte[]> start = Optional.empty();
    private boolean begun;
    private boolean ended;
    private int length;

    /** Opens a partition for writing. */
    public ImageSink(Path device) throws IOException {
        this(device, OptionalInt.empty());
    }

    private ImageSink(Path device, OptionalInt diskSectorBytes) throws IOException {
        this.device = device;
        this.diskSectorBytes = diskSectorBytes;
        this.channel = FileChannel.open(device, StandardOpenOption.WRITE);
        this.size = channel.size();
        head.limit(ImageFormat.HEADER_BYTES);
    }

    /**
     * Opens a whole disk for writing. Its start, with boot code and partition table, is written last, and a GPT is moved to the ends of this disk.
     *
     * @param sectorBytes its logical sector, which is also the image's
     */
    public static ImageSink ofDisk(Path device, int sectorBytes) throws IOException {
        return new ImageSink(device, OptionalInt.of(sectorBytes));
    }

    @Override
    public void write(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            if (ended) {
                throw new IOException("the image goes on behind its end");
            }
            if (length > 0) {
                fill(data, chunk);
                endOfData();
            } else {
                fill(head, chunk);
                head();
            }
        }
    }

    @Override
    public void finish() throws IOException {
        if (!ended) {
            throw new IOException("the image is cut");
        }
        if (start.isPresent()) {
            channel.force(true); // a disk that lacks something must not look whole
            writeStart(start.get());
        }
        written.end();
        channel.force(true);
        channel.close();
    }

    @Override
    public void abort(String reason) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The partition or drive. */
    public Path device() {
        return device;
    }

    /** How many bytes were written. */
    public long writtenBytes() {
        return written.bytes();
    }

    /**
     * Reads back all that was written. The caller has emptied the kernel's memory of the device before ({@code blockdev --flushbufs}).
     *
     * @param progress hears how many bytes have been read so far, after each group of pieces
     * @throws IOException naming the first place that is wrong, and how many there are
     */
    public void verify(LongConsumer progress) throws IOException {
        written.verify(device, progress);
    }

    private void writeStart(byte[] bytes) throws IOException {
        Optional<GuidTable> table = GuidTable.read(bytes, diskSectorBytes.orElseThrow());
        if (table.isPresent()) {
            write(
                    size / diskSectorBytes.getAsInt() * diskSectorBytes.getAsInt()
                            - table.get().copyBytes(),
                    table.get().copyOn(size));
        }
        write(0, table.isPresent() ? table.get().startOn(size) : bytes);
    }

    private void write(long offset, byte[] bytes) throws IOException {
        write(offset, ByteBuffer.wrap(bytes));
    }

    private void write(long offset, ByteBuffer bytes) throws IOException {
        ByteBuffer whole = bytes.duplicate();
        while (bytes.hasRemaining()) {
            channel.write(bytes, offset + bytes.position());
        }
        written.add(offset, whole);
    }

    private static void fill(ByteBuffer into, ByteBuffer from) {
        int count = Math.min(into.remaining(), from.remaining());
        into.put(from.slice(from.position(), count));
        from.position(from.position() + count);
    }

    private void head() throws IOException {
        if (!begun) {
            header();
        } else if (head.position() > 0 && head.get(0) == ImageFormat.END) {
            ended = true;
        } else if (head.limit() == 1) {
            head.limit(ImageFormat.RECORD_BYTES);
        } else if (!head.hasRemaining()) {
            record();
        }
    }

    private void header() throws IOException {
        if (head.hasRemaining()) {
            return;
        }
        if (head.getLong(0) != ImageFormat.MAGIC) {
            throw new IOException("the stream is no image of a partition or a disk");
        }
        if (head.getLong(8) > size) {
            throw new IOException(device + " has " + size + " bytes, the golden "
                    + (diskSectorBytes.isPresent() ? "disk needs " : "partition has ") + head.getLong(8));
        }
        begun = true;
        head.clear().limit(1);
    }

    private void record() throws IOException {
        long offset = head.getLong(1);
        int count = head.getInt(9);
        if (offset < 0 || count < 1 || count > ImageFormat.PIECE_BYTES || offset > size - count) {
            throw new IOException("the image names a place that is not on " + device);
        }
        switch (head.get(0)) {
            case ImageFormat.DATA -> {
                length = count;
                data.clear().limit(count);
            }
            case ImageFormat.ZEROS -> {
                Arrays.fill(data.array(), 0, count, (byte) 0);
                data.clear().limit(count).position(count);
                length = count;
                endOfData();
            }
            default -> throw new IOException("the image has a record of an unknown kind");
        }
    }

    private void endOfData() throws IOException {
        if (data.hasRemaining()) {
            return;
        }
        long offset = head.getLong(1);
        data.flip();
        if (offset == 0 && diskSectorBytes.isPresent()) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            start = Optional.of(bytes);
        } else {
            write(offset, data);
        }
        length = 0;
        head.clear().limit(1);
    }
}
