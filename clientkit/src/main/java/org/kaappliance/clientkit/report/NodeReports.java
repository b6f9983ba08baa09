package org.kaappliance.clientkit.report;

import org.kaappliance.config.MacAddress;

/**
 * Who hears what the nodes report. Called on the thread of the node's connection: one call at a time for one connection, several
 * connections at once. A call may block on storage (the keep-alive goes on meanwhile). An exception ends that one connection, never the
 * server. All text comes from the network; escape it before it is shown.
 */
public interface NodeReports {
    /**
     * Checks MAC, job and token. Nothing else is heard from a connection until this has accepted it. A node says hello again with the same
     * run after its connection broke, and goes on where it was; another run is a machine that was started anew.
     */
    Verdict hello(NodeHello hello);

    /** The node begins a step. */
    void step(MacAddress mac, NodeStep step, String detail);

    /** One line of the node's log. */
    void log(MacAddress mac, String line);

    /**
     * What the node's clone is known by, before it says {@code done}.
     *
     * @param kind {@code host-name}, {@code machine-id}, {@code ssh-ed25519}
     * @param fingerprint what no other clone may have
     */
    default void identity(MacAddress mac, String kind, String fingerprint) {}

    /**
     * The node's disk is written, flushed and bootable. Returns after the switch to local boot is durable: the node reboots as soon as it
     * reads {@code accepted}.
     */
    Verdict done(MacAddress mac, String job);

    /**
     * The node gave up in this step; its disk must not be booted once {@link NodeStep#PARTITION} was begun.
     *
     * @return accepted: it starts again; refused with {@link Verdict.Stay}: it stays as it is
     */
    Verdict failed(MacAddress mac, NodeStep step, String reason);

    /**
     * The connection of an accepted node ended without {@code done} or {@code failed}, and no newer one has taken its place within the grace
     * of 16 s.
     */
    void lost(MacAddress mac);
}
