package org.kaappliance.appliance.rehearse;

/** What has to be seen of a clone before the rehearsal counts as a success. */
public enum Expectation {
    /** It asked for an address as an installed system does, or asks for a user's name on its serial console. */
    UP,
    /** It read its system from its own disk, and nothing bad was seen: for systems that do neither of these. Somebody has to look at the picture. */
    DISK
}
