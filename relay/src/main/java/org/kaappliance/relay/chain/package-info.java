/**
 * The decisions of a session, both ends: who joins, who is whose parent, what a loss changes, when it is over. Pure: events come in by
 * methods with the time ({@code nowNanos}, any monotonic clock), effects come out as values. Confined to one thread.
 */
package org.kaappliance.relay.chain;
