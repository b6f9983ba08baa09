package org.kaappliance.tftp.bench;

import java.net.InetSocketAddress;

/**
 * What a {@link Rom} is to fetch.
 *
 * @param delayNanos it waits so long before each acknowledgement, in place of a longer line; 0 for none
 */
record RomOrder(InetSocketAddress server, String file, int blockSize, long crc32, int window, long delayNanos) {}
