package org.kaappliance.relay.seal;

import org.kaappliance.relay.Trust;

/**
 * What a connection has once each end has proved itself to the other.
 *
 * @param out for what this end says
 * @param in for what the other end says
 * @param cipher whether blocks are sealed, too
 */
public record Seals(Sealer out, Opener in, Trust.Cipher cipher) {}
