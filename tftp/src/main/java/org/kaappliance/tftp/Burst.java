package org.kaappliance.tftp;

/**
 * Packets that leave together: the OACK alone, or consecutive DATA blocks.
 *
 * @param firstBlock the number of the first on the wire, 0 to 65535; it wraps within a burst
 * @param blocks how many DATA packets; 0 is the OACK
 * @param lengthBytes of data in all of them; only the last block of a content is shorter than the others
 */
record Burst(int firstBlock, long offsetBytes, int blocks, long lengthBytes) {
    static final Burst OACK = new Burst(0, 0, 0, 0);

    boolean isOack() {
        return blocks == 0;
    }
}
