package org.kaappliance.appliance.http;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/** A part of a file that the kernel sends by itself. The file is shared with others and stays open. */
final class FileSlice extends DefaultFileRegion {
    FileSlice(FileChannel file, ByteRange part) {
        super(file, part.firstByte(), part.lengthBytes());
    }

    @Override
    protected void deallocate() {
        // the superclass would close the file
    }
}
