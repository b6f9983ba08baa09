package org.kaappliance.relay.chain;

import java.util.Optional;

/** What the source can still serve. Asked on the session's thread; must not block. */
@FunctionalInterface
public interface KeptBytes {
    /** Why a node that has {@code position} bytes cannot be served the rest; empty when it can. */
    Optional<String> whyNot(long position);
}
