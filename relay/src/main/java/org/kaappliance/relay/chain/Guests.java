package org.kaappliance.relay.chain;

/**
 * Clients that take part in a session by another wire, and whose topology is not the engine's.
 *
 * @param active how many joined and are not done
 * @param done how many have the whole stream
 */
public record Guests(int active, int done) {
    public static final Guests NONE = new Guests(0, 0);
}
