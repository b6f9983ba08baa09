package org.kaappliance.relay.wire;

import java.net.Inet4Address;
import java.util.List;

/** What is said on a control connection, and the handshake of a data connection. Layouts: docs/wire.md. */
public sealed interface Message {
    /** The first message of a node. @param dataPort where its children connect, at {@code address} */
    record Hello(String session, String nodeId, String credential, Inet4Address address, int dataPort)
            implements Message {
        /** Without the credential: this text goes to logs. */
        @Override
        public String toString() {
            return "Hello[session=" + session + ", nodeId=" + nodeId + ", address=" + address.getHostAddress()
                    + ", dataPort=" + dataPort + "]";
        }
    }

    /** A node's parent has accepted it. @param epoch of the link */
    record Attached(int epoch) implements Message {}

    /** A node gave its parent up. @param epoch of the link @param received what it has, where it wants to go on */
    record Orphan(int epoch, long received, LinkLoss loss, String detail) implements Message {}

    /** A node lives. @param received bytes from its parent @param sunk bytes that its sink took */
    record Beat(long received, long sunk) implements Message {}

    /** A node has received everything. */
    record Complete(long total) implements Message {}

    /** A node's sink took everything and succeeded. @param digest of what it took */
    record Done(long total, StreamDigest digest) implements Message {}

    /** A node gives up; it leaves. */
    record Failed(String reason) implements Message {}

    /** The source admits a node. */
    record Welcome(StreamId stream) implements Message {}

    /** The source turns a node away, and closes. */
    record Refused(String reason) implements Message {}

    /** Where a node stands from now on. @param epoch of this topology; replaces all earlier ones */
    record Assign(int epoch, ParentLink parent, List<ChildLink> children) implements Message {
        public static final int MAX_CHILDREN = 16;

        public Assign {
            children = List.copyOf(children);
        }
    }

    /** The source lives. */
    record SourceBeat() implements Message {}

    /** A node that is done may leave: nobody needs it any more. */
    record Release() implements Message {}

    /** The session has failed, or this node was given up. */
    record Aborted(String reason) implements Message {}

    /** The first message of a child to its parent. @param offset the first byte it wants */
    record Attach(String session, StreamId stream, int epoch, String nodeId, long offset) implements Message {}

    /** The parent accepts its child; blocks follow. */
    record Accept() implements Message {}

    /** The parent refuses its child, and closes. @param loss REFUSED or WINDOW_LOST */
    record Reject(LinkLoss loss, String detail) implements Message {}

    /** What arrived is not a message; never sent. */
    record Malformed(String reason) implements Message {}

    /** @param parentId empty for the source @param epoch in which this link was made; the child states it */
    record ParentLink(String parentId, Inet4Address address, int port, int epoch) {}

    /** @param epoch in which this link was made */
    record ChildLink(String nodeId, int epoch) {}
}
