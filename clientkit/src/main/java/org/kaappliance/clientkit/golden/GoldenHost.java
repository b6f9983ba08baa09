package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.Map;

/** What can be asked of a live golden node. */
interface GoldenHost {
    /**
     * What a program prints.
     *
     * @throws Failed when its exit code is not 0; with its last words
     * @throws IOException when it cannot be run
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

    /** A program that ran, and failed. */
    final class Failed extends IOException {
        private final int code;

        Failed(int code, String message) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
