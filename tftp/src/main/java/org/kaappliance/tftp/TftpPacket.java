package org.kaappliance.tftp;

import java.util.List;

/** What a datagram turned out to be. Anything can come in, so anything has a value here. */
sealed interface TftpPacket {

    /** RRQ. Options in the order of the packet, the first of each name only. */
    record ReadRequest(String name, TransferMode mode, List<RequestOption> options) implements TftpPacket {}

    /** WRQ, which is always refused. */
    record WriteRequest(String name) implements TftpPacket {}

    /** ACK. @param block 0 to 65535 */
    record Ack(int block) implements TftpPacket {}

    /** ERROR. @param code 0 to 65535, RFC 1350 defines 0 to 7 and RFC 2347 8 */
    record Error(int code, String message) implements TftpPacket {}

    /** A request that cannot be read; deserves error 4. */
    record Malformed(String reason) implements TftpPacket {}

    /** Not for a server; deserves silence. */
    record Stray(String reason) implements TftpPacket {}
}
