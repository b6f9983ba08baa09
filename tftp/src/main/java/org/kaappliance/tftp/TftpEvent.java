package org.kaappliance.tftp;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What became of a request. Names are safe to print: control characters are escaped and long names cut. */
public sealed interface TftpEvent {
    InetSocketAddress client();

    String name();

    /** The name was found; its first packet goes out. */
    record Started(InetSocketAddress client, String name, long sizeBytes, int blockSizeBytes) implements TftpEvent {}

    /** More of the content was acknowledged: at most two such events a second for each transfer. */
    record Progress(InetSocketAddress client, String name, long ackedBytes, Duration elapsed, long sizeBytes)
            implements TftpEvent {}

    /** The last block was acknowledged. */
    record Completed(InetSocketAddress client, String name, long sizeBytes, Duration elapsed, long resentPackets)
            implements TftpEvent {}

    /**
     * The client broke off right after the options were granted: the size probe of EDK2, pxelinux and iPXE, which fetch the
     * name again at once. Not a failure.
     */
    record Probed(InetSocketAddress client, String name, long sizeBytes) implements TftpEvent {}

    /**
     * The transfer ended early, or the request was refused.
     *
     * @param ackedBytes how much the client has acknowledged; 0 when the transfer never began
     */
    record Failed(InetSocketAddress client, String name, long ackedBytes, String reason) implements TftpEvent {}

    /** No route knows the name. Usual: boot programs look for their menu under several names. */
    record Missing(InetSocketAddress client, String name) implements TftpEvent {}
}
