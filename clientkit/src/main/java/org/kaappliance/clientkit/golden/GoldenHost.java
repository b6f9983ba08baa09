package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.Map;

/** What can be asked of a live golden node. */
interface GoldenHost {
    /**
     * What a program prints.
     *
     * @throws IOException when it is not there, or fails; with its last words
     */
    String output(String... command) throws IOException;

    /** A small file as text of bytes, see {@link org.kaappliance.clientkit.text.ByteText}. */
    String file(String path) throws IOException;

    /** The first bytes of a device. */
    byte[] start(String device, int bytes) throws IOException;

    /** Bytes in use of the file system that is mounted there, as statvfs(3) says. */
    long usedBytes(String mountPoint) throws IOException;

    /** The symbolic links below {@code /dev}: path to path, both without {@code /dev/}. */
    Map<String, String> links() throws IOException;
}
